//! Responses as values, to be compared.

use domain::TaskId;
use domain::json_text::check_size;
use domain::response_check::{Capped, Change, response_diff};
use serde_json::Value;
use store::{PgPool, Scope, off_worker};

use crate::AppError;

/// The text of the task's response of that number; an empty object for 0, which stands for none.
pub(super) async fn response(
    pool: &PgPool,
    scope: Scope,
    task_id: TaskId,
    number: i32,
) -> Result<String, AppError> {
    if number == 0 {
        return Ok("{}".to_owned());
    }
    Ok(store::task_detail::response(pool, scope, task_id, number).await?)
}

/// What differs from the text of one response to that of another; nothing where one is no JSON.
pub(super) async fn changes(before: String, after: String) -> Result<Capped<Change>, AppError> {
    let changes = off_worker(before.len() + after.len(), move |stop| {
        let read = |text: &str| -> Option<Value> {
            check_size(text).ok()?;
            serde_json::from_str(text).ok()
        };
        let before = read(&before).filter(|_| !stop.is_set())?;
        let after = read(&after).filter(|_| !stop.is_set())?;
        Some(response_diff(&before, &after))
    });
    Ok(changes.await?.unwrap_or_default())
}
