//! The JSON texts of a task, byte for byte.

use domain::TaskId;
use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// The task as it was uploaded.
pub async fn uploaded(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<String> {
    // The unique index on (team_id, task_id), then the primary key of `task_document`.
    sqlx::query_scalar!(
        r#"
        select uploaded::text as "uploaded!"
        from task_document
        join task using (seq)
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    })
}

/// The task's response of that number, 1 being the first.
pub async fn response(pool: &PgPool, scope: Scope, task_id: TaskId, number: i32) -> Result<String> {
    // The unique index on (team_id, task_id), then the primary key of `response`.
    sqlx::query_scalar!(
        r#"
        select response.body::text as "body!"
        from response
        join task using (seq)
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
          and response.version = $4
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
        number,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "response",
        name: format!("{number} of task {task_id}"),
    })
}
