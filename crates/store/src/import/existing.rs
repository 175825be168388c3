//! Records whose tasks are there already.

use std::collections::{HashMap, HashSet};

use domain::TaskId;
use domain::import_report::{ImportProblem, ImportReport};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;

use super::incoming::Incoming;
use crate::row::unreadable;
use crate::{Error, Result, Scope};

/// Those of `task_ids` that the team has, live or test.
pub(super) async fn known(
    conn: &mut PgConnection,
    scope: Scope,
    task_ids: &[TaskId],
) -> Result<HashSet<TaskId>> {
    let ids: Vec<Vec<u8>> = task_ids.iter().map(|id| id.as_bytes().to_vec()).collect();
    // The unique index on (team_id, task_id).
    let found = sqlx::query_scalar!(
        "select task_id from task where team_id = $1 and task_id = any($2)",
        scope.team_id,
        &ids,
    )
    .fetch_all(conn)
    .await?;
    found.iter().map(|bytes| task_id(bytes)).collect()
}

/// Says of each record that was not added why: its task is there word for word, or another task
/// has its unique id. Answers with those whose task is there otherwise.
pub(super) async fn compare<'a>(
    tx: &mut PgConnection,
    scope: Scope,
    report: &mut ImportReport,
    left: &[&'a Incoming],
) -> Result<Vec<&'a Incoming>> {
    let mut differing = Vec::new();
    if left.is_empty() {
        return Ok(differing);
    }
    let stored = stored(tx, scope, left).await?;
    let owners = owners(tx, scope, left).await?;
    for &incoming in left {
        match stored.get(&incoming.task_id) {
            Some(stored) if stored.is_test != scope.is_test => {
                let other = if stored.is_test { "test" } else { "live" };
                let message = format!(
                    "is `{}`, which a {other} task of the team has; give another id",
                    incoming.task_id
                );
                report.fail([incoming.problem("task_id", message)]);
            }
            Some(stored) if stored.sha256 == Sha256::digest(incoming.raw.get()).as_slice() => {
                report.unchanged += 1;
            }
            Some(_) => differing.push(incoming),
            None => report.fail([clash(incoming, &owners)]),
        }
    }
    Ok(differing)
}

/// Counts a record whose task is there otherwise and stays so.
pub(super) fn differs(report: &mut ImportReport, incoming: &Incoming) {
    report.differing += 1;
    report.list(ImportProblem {
        line: Some(incoming.line),
        task_id: Some(incoming.task_id),
        field: None,
        message: "the task is here already with other content, which stays as it is".to_owned(),
    });
}

pub(super) fn clash(incoming: &Incoming, owners: &HashMap<String, TaskId>) -> ImportProblem {
    let unique_id = incoming.record.unique_id.as_deref().unwrap_or_default();
    let owner = owners.get(unique_id).map_or_else(
        || "another task".to_owned(),
        |owner| format!("task {owner}"),
    );
    incoming.problem(
        "unique_id",
        format!("is `{unique_id}`, which {owner} has; give another one"),
    )
}

struct Stored {
    is_test: bool,
    /// Of the uploaded text.
    sha256: Vec<u8>,
}

async fn stored(
    tx: &mut PgConnection,
    scope: Scope,
    left: &[&Incoming],
) -> Result<HashMap<TaskId, Stored>> {
    let ids: Vec<Vec<u8>> = left
        .iter()
        .map(|new| new.task_id.as_bytes().to_vec())
        .collect();
    // The unique index on (team_id, task_id), then the primary key of task_document.
    let rows = sqlx::query!(
        r#"
        select task.task_id, task.is_test,
               sha256(convert_to(task_document.uploaded::text, 'UTF8')) as "sha256!"
        from task
        join task_document using (seq)
        where task.team_id = $1
          and task.task_id = any($2)
        "#,
        scope.team_id,
        &ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| {
            let stored = Stored {
                is_test: row.is_test,
                sha256: row.sha256,
            };
            Ok((task_id(&row.task_id)?, stored))
        })
        .collect()
}

/// Which tasks have the unique ids that records want.
async fn owners(
    tx: &mut PgConnection,
    scope: Scope,
    left: &[&Incoming],
) -> Result<HashMap<String, TaskId>> {
    let unique_ids: Vec<String> = left
        .iter()
        .filter_map(|new| new.record.unique_id.clone())
        .collect();
    // Served by task_by_unique_id.
    let rows = sqlx::query!(
        r#"
        select unique_id as "unique_id!", task_id
        from task
        where team_id = $1
          and is_test = $2
          and unique_id = any($3)
        "#,
        scope.team_id,
        scope.is_test,
        &unique_ids,
    )
    .fetch_all(tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.unique_id, task_id(&row.task_id)?)))
        .collect()
}

fn task_id(bytes: &[u8]) -> Result<TaskId, Error> {
    let bytes = bytes.try_into().map_err(|_| unreadable("task_id"))?;
    Ok(TaskId::from_bytes(bytes))
}
