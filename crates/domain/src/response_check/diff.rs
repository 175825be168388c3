//! What a fix changes.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One difference between two responses of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// An annotation that only the later response has.
    Added(Subject),
    /// An annotation that only the earlier response has; its index is there.
    Removed(Subject),
    /// An annotation that both have, with what differs inside it.
    Changed(Subject, Vec<FieldChange>),
    /// A difference outside the annotations.
    Field(FieldChange),
}

/// Which annotation a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Its place in `annotations`, from 0.
    pub index: usize,
    /// `uuid`, or `id` where a type calls it so.
    pub id: Option<String>,
    pub label: String,
}

/// A value that differs; `None` where it is not there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldChange {
    /// `vertices[2].x`, from the annotation or, outside annotations, from the response.
    pub path: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// The differences from `before` to `after`: annotations that are arrays are compared by `uuid` (or
/// `id`), those without one by content and then by order; everything else by path. Numbers are
/// compared by value, so `1` and `1.0` are the same; the order of keys and annotations does not
/// count.
pub fn response_diff(before: &Value, after: &Value) -> Vec<Change> {
    let (Value::Object(old), Value::Object(new)) = (before, after) else {
        return fields(before, after);
    };
    let (Some(Value::Array(old_list)), Some(Value::Array(new_list))) =
        (old.get("annotations"), new.get("annotations"))
    else {
        return fields(before, after);
    };
    let mut changes = annotation_changes(old_list, new_list);
    let rest = |object: &Map<String, Value>| {
        let mut rest = object.clone();
        rest.shift_remove("annotations");
        Value::Object(rest)
    };
    changes.extend(fields(&rest(old), &rest(new)));
    changes
}

fn fields(before: &Value, after: &Value) -> Vec<Change> {
    let mut found = Vec::new();
    compare("", Some(before), Some(after), &mut found);
    found.into_iter().map(Change::Field).collect()
}

fn annotation_changes(old: &[Value], new: &[Value]) -> Vec<Change> {
    let partners = partners(old, new);
    let mut changes = Vec::new();
    for (index, annotation) in new.iter().enumerate() {
        let Some(partner) = partners[index] else {
            changes.push(Change::Added(subject(index, annotation)));
            continue;
        };
        let mut found = Vec::new();
        compare("", Some(&old[partner]), Some(annotation), &mut found);
        if !found.is_empty() {
            changes.push(Change::Changed(subject(index, annotation), found));
        }
    }
    let mut kept = vec![false; old.len()];
    for partner in partners.into_iter().flatten() {
        kept[partner] = true;
    }
    changes.extend(
        old.iter()
            .enumerate()
            .filter(|(index, _)| !kept[*index])
            .map(|(index, annotation)| Change::Removed(subject(index, annotation))),
    );
    changes
}

/// For each new annotation the old one that it was, each old one once.
fn partners(old: &[Value], new: &[Value]) -> Vec<Option<usize>> {
    let mut partners = vec![None; new.len()];
    let mut free: Vec<bool> = vec![true; old.len()];
    // By id, then by content, then by order; an annotation with an id never joins one without.
    let keys: [fn(&Value) -> Option<String>; 3] = [
        |value| id(value).map(str::to_owned),
        |value| id(value).is_none().then(|| value.to_string()),
        |value| id(value).is_none().then(String::new),
    ];
    for key in keys {
        let mut waiting: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, annotation) in old.iter().enumerate().rev() {
            if free[place]
                && let Some(key) = key(annotation)
            {
                waiting.entry(key).or_default().push(place);
            }
        }
        for (place, annotation) in new.iter().enumerate() {
            if partners[place].is_none()
                && let Some(key) = key(annotation)
                && let Some(partner) = waiting.get_mut(&key).and_then(Vec::pop)
            {
                partners[place] = Some(partner);
                free[partner] = false;
            }
        }
    }
    partners
}

fn id(annotation: &Value) -> Option<&str> {
    annotation["uuid"]
        .as_str()
        .or_else(|| annotation["id"].as_str())
}

fn subject(index: usize, annotation: &Value) -> Subject {
    Subject {
        index,
        id: id(annotation).map(str::to_owned),
        label: annotation["label"].as_str().unwrap_or_default().to_owned(),
    }
}

fn compare(
    path: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<FieldChange>,
) {
    match (before, after) {
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                compare(&path, old.get(key), new.get(key), found);
            }
        }
        // Arrays of other length are shown whole: their elements do not correspond.
        (Some(Value::Array(old)), Some(Value::Array(new))) if old.len() == new.len() => {
            for (place, (old, new)) in old.iter().zip(new).enumerate() {
                compare(&format!("{path}[{place}]"), Some(old), Some(new), found);
            }
        }
        (Some(Value::Number(old)), Some(Value::Number(new)))
            if old == new || (old.is_f64() || new.is_f64()) && old.as_f64() == new.as_f64() => {}
        (before, after) if before == after => {}
        (before, after) => found.push(FieldChange {
            path: path.to_owned(),
            before: before.cloned(),
            after: after.cloned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn subject_of(index: usize, id: Option<&str>, label: &str) -> Subject {
        Subject {
            index,
            id: id.map(str::to_owned),
            label: label.to_owned(),
        }
    }

    fn field(path: &str, before: Option<Value>, after: Option<Value>) -> FieldChange {
        FieldChange {
            path: path.to_owned(),
            before,
            after,
        }
    }

    #[test]
    fn annotations_are_compared_by_uuid() {
        let before = json!({"annotations": [
            {"uuid": "a", "label": "Car", "left": 1, "vertices": [{"x": 1}, {"x": 2}]},
            {"uuid": "b", "label": "Bus", "left": 1},
            {"uuid": "c", "label": "Car", "left": 7.0},
        ], "seconds": 5});
        let after = json!({"annotations": [
            {"uuid": "c", "label": "Car", "left": 7},
            {"uuid": "a", "label": "Van", "left": 1, "vertices": [{"x": 1}, {"x": 3}], "attributes": {}},
            {"uuid": "d", "label": "Car"},
        ], "seconds": 6});
        assert_eq!(
            response_diff(&before, &after),
            [
                Change::Changed(
                    subject_of(1, Some("a"), "Van"),
                    vec![
                        field("label", Some(json!("Car")), Some(json!("Van"))),
                        field("vertices[1].x", Some(json!(2)), Some(json!(3))),
                        field("attributes", None, Some(json!({}))),
                    ]
                ),
                Change::Added(subject_of(2, Some("d"), "Car")),
                Change::Removed(subject_of(1, Some("b"), "Bus")),
                Change::Field(field("seconds", Some(json!(5)), Some(json!(6)))),
            ]
        );
    }

    #[test]
    fn annotations_without_an_id_are_compared_by_content_then_by_order() {
        let before = json!({"annotations": [{"label": "a", "x": 1}, {"label": "b", "x": 2}, {"label": "c", "x": 3}]});
        let after = json!({"annotations": [{"label": "b", "x": 2}, {"label": "a", "x": 9}]});
        assert_eq!(
            response_diff(&before, &after),
            [
                Change::Changed(
                    subject_of(1, None, "a"),
                    vec![field("x", Some(json!(1)), Some(json!(9)))]
                ),
                Change::Removed(subject_of(2, None, "c")),
            ]
        );
    }

    #[test]
    fn other_responses_are_compared_by_path() {
        let before = json!({"annotations": {"kind": ["a", "b"], "sure": true}});
        let after = json!({"annotations": {"kind": ["a"], "sure": true}});
        assert_eq!(
            response_diff(&before, &after),
            [Change::Field(field(
                "annotations.kind",
                Some(json!(["a", "b"])),
                Some(json!(["a"]))
            ))]
        );
        assert_eq!(response_diff(&after, &after), []);
    }
}
