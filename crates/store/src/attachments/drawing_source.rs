//! What a task's annotations are drawn from.

use domain::{TaskId, TaskType};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// The parsed JSON that says what to draw over a task's image.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawingSource {
    pub task_type: TaskType,
    /// Number of the response, 0 without one.
    pub response_version: i32,
    pub params: Value,
    /// The current response; null without one.
    pub response: Value,
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
                     else task_document.uploaded end) as "params: Value",
               response.body as "response?: Value"
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
    Ok(DrawingSource {
        task_type,
        response_version: row.response_version,
        params: row.params.unwrap_or_else(|| json!({})),
        response: row.response.unwrap_or(Value::Null),
    })
}
