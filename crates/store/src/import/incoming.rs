//! A record on its way into the store.

use chrono::{DateTime, Utc};
use domain::TaskId;
use domain::import_report::ImportProblem;
use domain::record::TaskRecord;
use serde_json::value::RawValue;

/// One task record with its files.
#[derive(Debug)]
pub struct Incoming {
    /// Where it begins in its file, from 1.
    pub line: u64,
    /// The record's own, or one derived from its bytes.
    pub task_id: TaskId,
    pub record: TaskRecord,
    /// The record byte for byte.
    pub raw: Box<RawValue>,
    /// Every file that the task and its responses name, each address once.
    pub files: Vec<IncomingFile>,
}

/// A file that a record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingFile {
    /// As the record spells it.
    pub url: String,
    pub state: FileState,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Its bytes are kept.
    Stored(BlobRow),
    /// It cannot be had; the text says why.
    Missing(String),
    /// It lies elsewhere and is fetched when somebody looks at it.
    Remote,
}

/// A row of `blob`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlobRow {
    pub sha256: [u8; 32],
    /// In bytes.
    pub size: i64,
    pub mime: String,
    /// Width and height in pixels after EXIF orientation, for images.
    pub pixels: Option<(i32, i32)>,
}

impl Incoming {
    pub(super) fn problem(&self, field: &str, message: String) -> ImportProblem {
        ImportProblem {
            line: Some(self.line),
            task_id: Some(self.task_id),
            field: Some(field.to_owned()),
            message,
        }
    }

    /// When the task was created; `now` where the record does not say.
    pub(super) fn created_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.record.created_at.unwrap_or(now)
    }

    pub(super) fn updated_at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.record
            .updated_at
            .or(self.record.completed_at)
            .unwrap_or_else(|| self.created_at(now))
    }

    /// A completed task has been completed some time; the last change is the best guess.
    pub(super) fn completed_at(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let is_completed = self.record.status.is_completed();
        self.record
            .completed_at
            .or_else(|| is_completed.then(|| self.updated_at(now)))
    }
}
