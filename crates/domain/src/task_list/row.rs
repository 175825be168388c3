//! One line of the task list.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::cursor::{Cursor, CursorKey};
use super::sort::{Sort, SortField};
use crate::{ReviewStatus, TaskId, TaskStatus, TaskType};

/// What the table and the tiles show of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Arrival number, unique in the database; breaks ties in every order.
    pub seq: i64,
    pub task_id: TaskId,
    pub task_type: TaskType,
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
    pub project: Option<String>,
    pub batch: Option<String>,
    pub unique_id: Option<String>,
    pub tags: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub completed_at: Option<DateTime<Utc>>,
    /// How many responses the task has had: 0 without one, more than 1 after a redo or a fix.
    /// Pictures of the task change only with it, so it also versions their addresses.
    pub response_version: i32,
    /// How many annotations the current response has, where its type has any.
    pub annotation_count: Option<i32>,
    /// Whether the task has an image to show (first attachment or first frame).
    pub has_image: bool,
}

impl TaskRow {
    /// Where this row stands in a list of that order.
    pub fn cursor(&self, sort: Sort) -> Cursor {
        let us = |instant: DateTime<Utc>| instant.timestamp_micros();
        let key = match sort.field {
            SortField::Created => CursorKey::Time(Some(us(self.created_at))),
            SortField::Updated => CursorKey::Time(Some(us(self.updated_at))),
            SortField::Completed => CursorKey::Time(self.completed_at.map(us)),
            SortField::Status => CursorKey::Status(self.status.code()),
            SortField::Project => CursorKey::Project(self.project.clone().unwrap_or_default()),
        };
        Cursor {
            key,
            created_us: us(self.created_at),
            seq: self.seq,
        }
    }
}
