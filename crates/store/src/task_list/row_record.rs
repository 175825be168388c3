//! A row of the list as the database gives it.

use chrono::{DateTime, Utc};
use domain::task_list::TaskRow;
use domain::{ReviewStatus, TaskId, TaskStatus, TaskType};

use crate::Result;
use crate::row::unreadable;

/// What [`RowRecord`] reads, from `task`, `project` and `batch`.
pub(crate) const COLUMNS: &str = "task.seq, task.task_id, task.task_type, task.status,
       task.review_status, project.name as project, batch.name as batch, task.unique_id, task.tags,
       task.created_at, task.updated_at, task.completed_at, task.response_version,
       task.annotation_count, task.has_image";

#[derive(sqlx::FromRow)]
pub(crate) struct RowRecord {
    seq: i64,
    task_id: Vec<u8>,
    task_type: i16,
    status: i16,
    review_status: i16,
    project: Option<String>,
    batch: Option<String>,
    unique_id: Option<String>,
    tags: Vec<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
    response_version: i32,
    annotation_count: Option<i32>,
    has_image: bool,
}

impl RowRecord {
    pub fn into_row(self) -> Result<TaskRow> {
        Ok(TaskRow {
            seq: self.seq,
            task_id: task_id(&self.task_id)?,
            task_type: task_type(self.task_type)?,
            status: status(self.status)?,
            review_status: review_status(self.review_status)?,
            project: self.project,
            batch: self.batch,
            unique_id: self.unique_id,
            tags: self.tags,
            created_at: self.created_at,
            updated_at: self.updated_at,
            completed_at: self.completed_at,
            response_version: self.response_version,
            annotation_count: self.annotation_count,
            has_image: self.has_image,
        })
    }
}

pub(crate) fn task_id(bytes: &[u8]) -> Result<TaskId> {
    bytes
        .try_into()
        .map(TaskId::from_bytes)
        .map_err(|_| unreadable("task_id"))
}

pub(crate) fn task_type(code: i16) -> Result<TaskType> {
    TaskType::from_code(code).ok_or_else(|| unreadable("task_type"))
}

pub(crate) fn status(code: i16) -> Result<TaskStatus> {
    TaskStatus::from_code(code).ok_or_else(|| unreadable("status"))
}

pub(crate) fn review_status(code: i16) -> Result<ReviewStatus> {
    ReviewStatus::from_code(code).ok_or_else(|| unreadable("review_status"))
}
