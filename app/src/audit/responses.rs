//! Responses as values, to be compared.

use domain::TaskId;
use serde_json::Value;
use store::{PgPool, Scope};

use crate::AppError;

/// The task's response of that number; an empty object for 0, which stands for none.
pub(super) async fn response(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    number: i32,
) -> Result<Value, AppError> {
    if number == 0 {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    let text = store::task_detail::response(pool, scope, task_id, number).await?;
    serde_json::from_str(&text).map_err(|error| {
        tracing::error!(%error, %task_id, number, "a stored response is no JSON");
        AppError::Internal
    })
}
