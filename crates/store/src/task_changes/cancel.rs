//! Takes tasks back that nobody has completed yet.

use domain::{BulkChunk, Step, TaskFailure, TaskId, TaskStatus};
use sqlx::{PgConnection, PgPool};

use crate::database::begin;
use crate::row::unreadable;
use crate::{Actor, Result, Scope};

/// Cancels those of the tasks that are pending.
pub async fn cancel(
    pool: &PgPool,
    scope: Scope,
    by: impl Into<Actor<'_>>,
    seqs: &[i64],
) -> Result<BulkChunk> {
    let mut tx = begin(pool).await?;
    let chunk = cancel_in(&mut tx, scope, by.into(), seqs).await?;
    tx.commit().await?;
    Ok(chunk)
}

pub(super) async fn cancel_in(
    tx: &mut PgConnection,
    scope: Scope,
    by: Actor<'_>,
    seqs: &[i64],
) -> Result<BulkChunk> {
    // Primary key of `task`; in the order of `seq`, as all changes of many tasks lock.
    let tasks = sqlx::query!(
        r#"
        select seq, task_id as "task_id: [u8; 12]", status
        from task
        where seq = any($1)
          and team_id = $2
          and is_test = $3
        order by seq
        for no key update
        "#,
        seqs,
        scope.team_id,
        scope.is_test,
    )
    .fetch_all(&mut *tx)
    .await?;

    let mut canceled = Vec::new();
    let mut was = Vec::new();
    let mut failed = Vec::new();
    for task in tasks {
        let status = TaskStatus::from_code(task.status).ok_or_else(|| unreadable("status"))?;
        match Step::Cancel.apply(status) {
            Ok(_) => {
                canceled.push(task.seq);
                was.push(status.as_str().to_owned());
            }
            Err(error) => failed.push(TaskFailure {
                task_id: TaskId::from_bytes(task.task_id),
                reason: error.to_string(),
            }),
        }
    }

    sqlx::query!(
        r#"
        update task
        set status = $2,
            version = version + 1,
            updated_at = clock_timestamp()
        where seq = any($1)
        "#,
        &canceled,
        TaskStatus::Canceled.code(),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        insert into task_event (seq, at, account_id, author, kind, detail)
        select seq, clock_timestamp(), $3, $4, 'canceled', json_build_object('was', was)
        from unnest($1::bigint[], $2::text[]) as canceled (seq, was)
        "#,
        &canceled,
        &was,
        by.account_id(),
        by.author(),
    )
    .execute(&mut *tx)
    .await?;
    // Whoever held one of them learns with the next word about it.
    sqlx::query!("delete from lease where seq = any($1)", &canceled)
        .execute(tx)
        .await?;
    Ok(BulkChunk {
        done: canceled.len(),
        failed,
    })
}
