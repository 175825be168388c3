//! One annotation on an image, and the list of them in a response.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::geometry::{Geometry, GeometryKind};
use super::problem::{Problem, keep};

/// A shape with its label and attributes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// Its place in `response.annotations`, from 0; broken annotations count too.
    pub index: usize,
    pub uuid: Option<String>,
    /// Empty if the task asks for no labels.
    pub label: String,
    /// In the order of the response.
    pub attributes: Vec<Attribute>,
    pub geometry: Geometry,
}

/// What a labeler answered about an annotation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attribute {
    pub name: String,
    pub value: Value,
}

/// The annotations of one image, and what could not be read.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Annotations {
    pub list: Vec<Annotation>,
    pub problems: Vec<Problem>,
}

impl Annotation {
    /// Reads an element of an `annotations` array. `task_kind` as in [`Geometry::read`].
    ///
    /// # Errors
    /// Every field that is missing or wrong, below the element.
    pub fn read(
        index: usize,
        value: &Value,
        task_kind: Option<GeometryKind>,
    ) -> Result<Self, Vec<Problem>> {
        let Value::Object(object) = value else {
            return Err(vec![Problem::new(
                "",
                format!(
                    "is {}; give an object with `label` and a shape",
                    short(value)
                ),
            )]);
        };
        Ok(Self {
            index,
            uuid: id(object),
            label: label(object),
            attributes: attributes(object),
            geometry: Geometry::read(object, task_kind)?,
        })
    }
}

impl Annotations {
    /// Reads an `annotations` array; `path` is where it stands, for the problems.
    pub fn read(list: &[Value], path: &str, task_kind: Option<GeometryKind>) -> Self {
        let mut annotations = Self::default();
        for (index, value) in list.iter().enumerate() {
            match Annotation::read(index, value, task_kind) {
                Ok(annotation) => annotations.list.push(annotation),
                Err(problems) => {
                    let at = format!("{path}[{index}]");
                    let problems = problems.into_iter().map(|problem| problem.below(&at));
                    keep(&mut annotations.problems, problems);
                }
            }
        }
        annotations
    }
}

/// `uuid`, or `id` where a type calls it so.
pub(crate) fn id(object: &Map<String, Value>) -> Option<String> {
    object
        .get("uuid")
        .or_else(|| object.get("id"))
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// The label; a path of nested labels is written `vehicle / car`.
pub(crate) fn label(object: &Map<String, Value>) -> String {
    match object.get("label") {
        Some(Value::Array(path)) => {
            let steps: Vec<_> = path.iter().map(value_text).collect();
            steps.join(" / ")
        }
        None | Some(Value::Null) => String::new(),
        Some(value) => value_text(value),
    }
}

pub(crate) fn attributes(object: &Map<String, Value>) -> Vec<Attribute> {
    let attributes = object.get("attributes").and_then(Value::as_object);
    attributes
        .into_iter()
        .flatten()
        .map(|(name, value)| Attribute {
            name: name.clone(),
            value: value.clone(),
        })
        .collect()
}

/// A JSON value as a person reads it: strings without quotes, lists with commas, else JSON.
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) if !list.iter().any(|item| item.is_array() || item.is_object()) => {
            let texts: Vec<_> = list.iter().map(value_text).collect();
            texts.join(", ")
        }
        other => other.to_string(),
    }
}

/// A JSON value in a message: its JSON when short, else the beginning of it or its kind.
pub(crate) fn short(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.chars().count() > 40 => {
            let start: String = text.chars().take(40).collect();
            format!("`{start}…`")
        }
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}
