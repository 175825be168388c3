//! One task, for those who know where it belongs.

use sqlx::PgConnection;

use super::incoming::Incoming;
use super::names::Names;
use super::rows;
use crate::{Result, Scope};

/// Inserts a task with all that belongs to it, into a project and a batch by their ids; `false`
/// where another task has its id or its unique id.
pub(crate) async fn insert_one(
    tx: &mut PgConnection,
    scope: Scope,
    (project_id, batch_id): (Option<i32>, Option<i32>),
    incoming: Incoming,
) -> Result<bool> {
    let names = Names::given(&incoming.record, project_id, batch_id);
    let task_id = incoming.task_id;
    let added = rows::insert_tasks(tx, scope, &names, &[&incoming]).await?;
    let Some(seq) = added.get(&task_id) else {
        return Ok(false);
    };
    rows::insert_parts(tx, &[(*seq, &incoming)]).await?;
    Ok(true)
}
