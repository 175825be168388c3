//! Reads the database's codes back into the domain's words.

use domain::audit::TaskState;
use domain::{ReviewStatus, TaskStatus};

use crate::{Error, Result};

pub(crate) fn state(status: i16, review_status: i16) -> Result<TaskState> {
    Ok(TaskState {
        status: TaskStatus::from_code(status).ok_or_else(|| unreadable("status"))?,
        review_status: ReviewStatus::from_code(review_status)
            .ok_or_else(|| unreadable("review_status"))?,
    })
}

/// A column that holds what this version of the program does not know.
pub(crate) fn unreadable(column: &'static str) -> Error {
    Error::Database(sqlx::Error::ColumnDecode {
        index: column.to_owned(),
        source: format!("`{column}` holds a value that this version does not know").into(),
    })
}
