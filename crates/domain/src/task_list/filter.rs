//! Which tasks the list shows.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::link::BrokenParameter;
use crate::{ReviewStatus, TaskStatus, TaskType, TimeRange};

/// A filter of the Tasks tab. Values of one field are alternatives, fields narrow each other, an
/// empty field lets everything through.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskFilter {
    pub status: Vec<TaskStatus>,
    pub review_status: Vec<ReviewStatus>,
    pub task_type: Vec<TaskType>,
    /// Names of projects.
    pub project: Vec<String>,
    /// Names of batches.
    pub batch: Vec<String>,
    /// A task passes with any of them.
    pub tag: Vec<String>,
    pub created: TimeRange,
    pub completed: TimeRange,
    pub updated: TimeRange,
    /// Part of the task id, unique id or a metadata value, in any letter case; trimmed. Shorter
    /// than [`MIN_TEXT_CHARS`] it is not searched for.
    pub text: String,
}

/// Shorter texts match too much to be worth an answer, and no trigram index serves them.
pub const MIN_TEXT_CHARS: usize = 3;

/// The most values one field of a filter takes; more are dropped with a notice.
pub const MAX_VALUES: usize = 100;

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
            "project" => push(&mut self.project, value.to_owned(), name)?,
            "batch" => push(&mut self.batch, value.to_owned(), name)?,
            "tag" => push(&mut self.tag, value.to_owned(), name)?,
            "created_from" => self.created.from = Some(instant(name, value)?),
            "created_to" => self.created.to = Some(instant(name, value)?),
            "completed_from" => self.completed.from = Some(instant(name, value)?),
            "completed_to" => self.completed.to = Some(instant(name, value)?),
            "updated_from" => self.updated.from = Some(instant(name, value)?),
            "updated_to" => self.updated.to = Some(instant(name, value)?),
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
