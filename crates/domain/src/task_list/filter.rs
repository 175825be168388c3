//! Which tasks the list shows.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};

use super::link::BrokenParameter;
use crate::record::MAX_NAME_BYTES;
use crate::{ReviewStatus, TaskStatus, TaskType, TimeRange};

/// A filter of the Tasks tab. Values of one field are alternatives, fields narrow each other, an
/// empty field lets everything through. Reading one, from a link or from JSON, stops at
/// [`MAX_VALUES`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskFilter {
    #[serde(deserialize_with = "values")]
    pub status: Vec<TaskStatus>,
    #[serde(deserialize_with = "values")]
    pub review_status: Vec<ReviewStatus>,
    #[serde(deserialize_with = "values")]
    pub task_type: Vec<TaskType>,
    /// Names of projects.
    #[serde(deserialize_with = "names")]
    pub project: Vec<String>,
    /// Names of batches.
    #[serde(deserialize_with = "names")]
    pub batch: Vec<String>,
    /// A task passes with any of them.
    #[serde(deserialize_with = "names")]
    pub tag: Vec<String>,
    pub created: TimeRange,
    pub completed: TimeRange,
    pub updated: TimeRange,
    /// Part of the task id, unique id or a metadata value, in any letter case; trimmed. Shorter
    /// than [`MIN_TEXT_CHARS`] it is not searched for.
    #[serde(deserialize_with = "text")]
    pub text: String,
}

/// Shorter texts match too much to be worth an answer, and no trigram index serves them.
pub const MIN_TEXT_CHARS: usize = 3;

/// The most values one field of a filter takes; more are dropped with a notice.
pub const MAX_VALUES: usize = 100;

/// The longest text that is searched for, in bytes: far more than any id or name.
pub const MAX_TEXT_BYTES: usize = 1000;

impl TaskFilter {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The filter as query parameters, in a fixed order, without those that let everything through.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(
            self.status
                .iter()
                .map(|value| ("status", value.to_string())),
        );
        pairs.extend(
            self.review_status
                .iter()
                .map(|value| ("review", value.to_string())),
        );
        pairs.extend(
            self.task_type
                .iter()
                .map(|value| ("type", value.to_string())),
        );
        pairs.extend(self.project.iter().map(|value| ("project", value.clone())));
        pairs.extend(self.batch.iter().map(|value| ("batch", value.clone())));
        pairs.extend(self.tag.iter().map(|value| ("tag", value.clone())));
        let ranges = [
            ("created_from", "created_to", self.created),
            ("completed_from", "completed_to", self.completed),
            ("updated_from", "updated_to", self.updated),
        ];
        for (from, to, range) in ranges {
            pairs.extend(range.from.map(|instant| (from, instant_text(instant))));
            pairs.extend(range.to.map(|instant| (to, instant_text(instant))));
        }
        if !self.text.is_empty() {
            pairs.push(("q", self.text.clone()));
        }
        pairs
    }

    /// Takes one query parameter in. `Ok(false)`: not a parameter of a filter.
    pub fn take(&mut self, name: &str, value: &str) -> Result<bool, BrokenParameter> {
        match name {
            "status" => push(&mut self.status, parsed(name, value)?, name)?,
            "review" => push(&mut self.review_status, parsed(name, value)?, name)?,
            "type" => push(&mut self.task_type, parsed(name, value)?, name)?,
            "project" => push_name(&mut self.project, value, name)?,
            "batch" => push_name(&mut self.batch, value, name)?,
            "tag" => push_name(&mut self.tag, value, name)?,
            "created_from" => self.created.from = Some(instant(name, value)?),
            "created_to" => self.created.to = Some(instant(name, value)?),
            "completed_from" => self.completed.from = Some(instant(name, value)?),
            "completed_to" => self.completed.to = Some(instant(name, value)?),
            "updated_from" => self.updated.from = Some(instant(name, value)?),
            "updated_to" => self.updated.to = Some(instant(name, value)?),
            "q" if value.len() > MAX_TEXT_BYTES => {
                return Err(BrokenParameter::new(name, too_long(value, MAX_TEXT_BYTES)));
            }
            "q" => value.trim().clone_into(&mut self.text),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Times in links are whole milliseconds, UTC.
fn instant_text(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn push<T: PartialEq>(values: &mut Vec<T>, value: T, name: &str) -> Result<(), BrokenParameter> {
    if values.len() >= MAX_VALUES {
        return Err(BrokenParameter::new(
            name,
            format!("has more than {MAX_VALUES} values; the rest is left out"),
        ));
    }
    if !values.contains(&value) {
        values.push(value);
    }
    Ok(())
}

fn push_name(values: &mut Vec<String>, value: &str, name: &str) -> Result<(), BrokenParameter> {
    if value.len() > MAX_NAME_BYTES {
        return Err(BrokenParameter::new(name, too_long(value, MAX_NAME_BYTES)));
    }
    push(values, value.to_owned(), name)
}

fn too_long(value: &str, max_bytes: usize) -> String {
    format!("has {} bytes; shorten it to {max_bytes}", value.len())
}

/// Distinct values of a list, at most [`MAX_VALUES`]. Counts before it keeps.
pub(crate) fn values<'de, T, D>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de> + PartialEq,
    D: Deserializer<'de>,
{
    deserializer.deserialize_seq(Values(PhantomData))
}

struct Values<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de> + PartialEq> Visitor<'de> for Values<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an array of up to {MAX_VALUES} values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<T>, A::Error> {
        let mut values = Vec::new();
        while values.len() < MAX_VALUES {
            let Some(value) = seq.next_element()? else {
                return Ok(values);
            };
            if !values.contains(&value) {
                values.push(value);
            }
        }
        if seq.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom(format_args!(
                "a list has more than {MAX_VALUES} values; give at most {MAX_VALUES}"
            )));
        }
        Ok(values)
    }
}

fn names<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let names: Vec<String> = values(deserializer)?;
    match names.iter().find(|name| name.len() > MAX_NAME_BYTES) {
        Some(name) => Err(D::Error::custom(format_args!(
            "a name in `filter` {}",
            too_long(name, MAX_NAME_BYTES)
        ))),
        None => Ok(names),
    }
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.len() > MAX_TEXT_BYTES {
        return Err(D::Error::custom(format_args!(
            "`text` in `filter` {}",
            too_long(&text, MAX_TEXT_BYTES)
        )));
    }
    Ok(text)
}

fn parsed<T: std::str::FromStr<Err: ToString>>(
    name: &str,
    value: &str,
) -> Result<T, BrokenParameter> {
    value
        .parse()
        .map_err(|error: T::Err| BrokenParameter::new(name, error.to_string()))
}

fn instant(name: &str, value: &str) -> Result<DateTime<Utc>, BrokenParameter> {
    DateTime::parse_from_rfc3339(value)
        .map(|instant| instant.to_utc())
        .map_err(|_| {
            BrokenParameter::new(
                name,
                format!("`{value}` is not a time; write it like 2026-04-03T17:30:00Z"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_in_json_has_the_limits_of_a_link() {
        let read = |json: serde_json::Value| serde_json::from_value::<TaskFilter>(json);
        let tags = |count: usize| (0..count).map(|tag| tag.to_string()).collect::<Vec<_>>();
        for field in ["project", "batch", "tag"] {
            let most = read(serde_json::json!({ field: tags(MAX_VALUES) }));
            assert!(most.is_ok(), "{field}");
            let error = read(serde_json::json!({ field: tags(MAX_VALUES + 1) })).unwrap_err();
            assert!(
                error.to_string().contains("more than 100 values"),
                "{error}"
            );
            let long = "x".repeat(MAX_NAME_BYTES + 1);
            let error = read(serde_json::json!({ field: [long] })).unwrap_err();
            assert!(error.to_string().contains("1001 bytes"), "{error}");
        }
        let repeated = vec!["queued"; 100_000];
        let filter = read(serde_json::json!({ "status": repeated })).unwrap();
        assert_eq!(filter.status, [TaskStatus::Queued]);
        let text = "x".repeat(MAX_TEXT_BYTES + 1);
        assert!(read(serde_json::json!({ "text": text })).is_err());
    }

    #[test]
    fn a_link_says_which_value_is_too_long() {
        let mut filter = TaskFilter::default();
        let long = "x".repeat(MAX_NAME_BYTES + 1);
        let broken = filter.take("tag", &long).unwrap_err();
        assert_eq!(
            broken.to_string(),
            "`tag` has 1001 bytes; shorten it to 1000"
        );
        assert!(filter.take("q", &long).is_err());
        assert!(filter.is_empty());
    }
}
