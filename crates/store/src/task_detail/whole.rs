//! A task with every response it ever had, as it is given out.

use domain::TaskId;
use domain::record::WholeTask;
use sqlx::PgPool;

use crate::export::whole_by_id;
use crate::{Error, Result, Scope};

/// Loads all that [`domain::record::whole_task`] writes.
///
/// # Errors
/// [`Error::NotFound`], also for a task of another team.
pub async fn whole(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<WholeTask> {
    let found = whole_by_id(pool, scope, task_id).await?;
    found.ok_or_else(|| Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    })
}
