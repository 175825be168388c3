//! What a task's annotations are drawn from.

use domain::{TaskId, TaskType};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::row::unreadable;
use crate::{Error, Result, Scope, off_worker};

/// The parsed JSON that says what to draw over a task's image.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawingSource {
    pub task_type: TaskType,
    /// Number of the response, 0 without one.
    pub response_version: i32,
    pub params: Value,
    /// The current response; null without one.
    pub response: Value,
    /// How many bytes of JSON both are.
    pub bytes: usize,
}

/// Loads what a task's annotations are drawn from.
///
/// # Errors
/// [`Error::NotFound`], also for a task of another team.
pub async fn drawing_source(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<DrawingSource> {
    // The unique index on (team_id, task_id), then primary keys. `->` on `json` cuts the text out.
    let row = sqlx::query!(
        r#"
        select task.task_type, task.response_version,
               (case when task_document.form = 'record' then task_document.uploaded -> 'params'
                     else task_document.uploaded end)::text as params,
               response.body::text as "response?"
        from task
        join task_document using (seq)
        left join response on response.seq = task.seq and response.version = task.response_version
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes().as_slice(),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    })?;
    let task_type = TaskType::from_code(row.task_type).ok_or_else(|| {
        Error::Invalid(format!(
            "task {task_id} has type code {}, which this version does not know; update the server",
            row.task_type
        ))
    })?;
    let bytes = [&row.params, &row.response];
    let bytes = bytes.into_iter().flatten().map(String::len).sum::<usize>();
    off_worker(bytes, move |_| {
        let read = |text: Option<String>, column, none| match text {
            Some(text) => serde_json::from_str(&text).map_err(|_| unreadable(column)),
            None => Ok(none),
        };
        Ok(DrawingSource {
            task_type,
            response_version: row.response_version,
            params: read(row.params, "uploaded", json!({}))?,
            response: read(row.response, "body", Value::Null)?,
            bytes,
        })
    })
    .await?
}
