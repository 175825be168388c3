//! The list of batches, and its link.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::StatusCounts;
use crate::api::BatchStatus;
use crate::callback::BatchCallback;
use crate::task_list::{BrokenParameter, MAX_BROKEN};

/// A batch in the list of its team.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct BatchRow {
    pub batch_id: i32,
    pub name: String,
    pub project: Option<String>,
    pub created_at: DateTime<Utc>,
    pub finalized_at: Option<DateTime<Utc>>,
    /// An address, of the web or of mail; empty for none.
    pub callback: String,
    /// The latest one, if any was due.
    pub called: Option<BatchCallback>,
    /// Tasks of a batch of higher priority are claimed first.
    pub priority: i16,
    pub counts: StatusCounts,
}

impl BatchRow {
    pub fn status(&self) -> BatchStatus {
        let is_finalized = self.finalized_at.is_some();
        BatchStatus::of(is_finalized, self.counts.pending(), self.counts.total())
    }

    /// The place of the batch in the list.
    pub const fn cursor(&self) -> BatchCursor {
        BatchCursor {
            created_us: self.created_at.timestamp_micros(),
            batch_id: self.batch_id,
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchesPage {
    pub batches: Vec<BatchRow>,
    /// Where older ones begin, if there are any.
    pub next: Option<BatchCursor>,
}

/// Behind which batch a page begins; the newest are first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchCursor {
    pub created_us: i64,
    pub batch_id: i32,
}

impl fmt::Display for BatchCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created_us, self.batch_id)
    }
}

/// A text that is no [`BatchCursor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a place in the list; go to its start")]
pub struct InvalidBatchCursor;

impl FromStr for BatchCursor {
    type Err = InvalidBatchCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (created_us, batch_id) = text.split_once('.').ok_or(InvalidBatchCursor)?;
        let created_us = created_us.parse().map_err(|_| InvalidBatchCursor)?;
        let batch_id = batch_id.parse().map_err(|_| InvalidBatchCursor)?;
        // A time that the database knows.
        DateTime::from_timestamp_micros(created_us).ok_or(InvalidBatchCursor)?;
        Ok(Self {
            created_us,
            batch_id,
        })
    }
}

/// Everything about the list of batches that a link carries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BatchesLink {
    /// By its name.
    pub project: Option<String>,
    pub status: Option<BatchStatus>,
    /// A part of the name.
    pub text: String,
    /// `None`: from the newest on.
    pub before: Option<BatchCursor>,
}

impl BatchesLink {
    /// Reads a query string, with or without `?`. What is unknown or broken is left out and
    /// reported; the rest holds.
    pub fn parse(query: &str) -> (Self, Vec<BrokenParameter>) {
        let mut link = Self::default();
        let mut broken = Vec::new();
        let query = query.trim_start_matches('?');
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Err(reason) = link.take(&name, &value)
                && broken.len() < MAX_BROKEN
            {
                broken.push(BrokenParameter::new(&name, reason));
            }
        }
        (link, broken)
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), String> {
        if value.contains('\0') {
            return Err("holds the character U+0000; it is ignored".to_owned());
        }
        match name {
            _ if value.trim().is_empty() => {}
            "project" => self.project = Some(value.to_owned()),
            "status" => self.status = Some(value.parse().map_err(|error| format!("{error}"))?),
            "q" => value.trim().clone_into(&mut self.text),
            "before" => self.before = Some(value.parse().map_err(|error| format!("{error}"))?),
            _ => return Err("is not a parameter of this page; it is ignored".to_owned()),
        }
        Ok(())
    }

    /// Whether it shows all batches.
    pub fn is_open(&self) -> bool {
        self.project.is_none() && self.status.is_none() && self.text.is_empty()
    }

    /// `/batches` with the query string.
    pub fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(project) = &self.project {
            query.append_pair("project", project);
        }
        if let Some(status) = self.status {
            query.append_pair("status", status.as_str());
        }
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        if let Some(before) = self.before {
            query.append_pair("before", &before.to_string());
        }
        match query.finish() {
            query if query.is_empty() => "/batches".to_owned(),
            query => format!("/batches?{query}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;

    fn link() -> impl Strategy<Value = BatchesLink> {
        let before =
            (0..4_102_444_800_000_000_i64, any::<i32>()).prop_map(|(created_us, id)| BatchCursor {
                created_us,
                batch_id: id,
            });
        (
            proptest::option::of("[^ \0]{1,12}"),
            proptest::option::of(select(BatchStatus::ALL)),
            "[^\0]{0,12}",
            proptest::option::of(before),
        )
            .prop_map(|(project, status, text, before)| BatchesLink {
                project: project.filter(|project| !project.trim().is_empty()),
                status,
                text: text.trim().to_owned(),
                before,
            })
    }

    proptest! {
        #[test]
        fn a_link_opens_the_list_it_was_made_from(link in link()) {
            let path = link.path();
            let query = path.strip_prefix("/batches").unwrap();
            prop_assert_eq!(BatchesLink::parse(query), (link, vec![]));
        }

        #[test]
        fn no_query_makes_the_reader_panic(query: String) {
            let _ = BatchesLink::parse(&query);
        }
    }

    #[test]
    fn a_broken_parameter_is_named_and_the_rest_holds() {
        let (link, broken) =
            BatchesLink::parse("?status=done&project=Day&colour=red&before=9223372036854775807.1");
        assert_eq!(link.project.as_deref(), Some("Day"));
        let names: Vec<_> = broken.iter().map(|broken| broken.name.as_str()).collect();
        assert_eq!(names, ["status", "colour", "before"]);
    }
}
