//! Putting callbacks into their lines.

use domain::callback::CallbackEvent;
use sqlx::{PgConnection, PgPool};

use crate::Result;

/// The channel on which servers hear that a callback waits.
pub(super) const CHANNEL: &str = "callbacks";

/// Queues callbacks of tasks that the caller's transaction has locked and changed, each with the
/// task as it is now. Tasks without an address have none. Answers with how many were queued.
pub(crate) async fn queue(tx: &mut PgConnection, told: &[(i64, CallbackEvent)]) -> Result<u64> {
    if told.is_empty() {
        return Ok(0);
    }
    let seqs: Vec<i64> = told.iter().map(|(seq, _)| *seq).collect();
    let events: Vec<&str> = told.iter().map(|(_, event)| event.as_str()).collect();
    // Primary keys, and audit_by_task. In the order of `seq`, as all changes of many tasks lock.
    let queued = sqlx::query!(
        r#"
        with told as (
            insert into callback (
                seq, event, at, status, review_status, response_version, audits, updated_at,
                completed_at)
            select task.seq, changed.event, clock_timestamp(), task.status, task.review_status,
                   task.response_version,
                   (select count(*) from audit where audit.seq = task.seq), task.updated_at,
                   task.completed_at
            from unnest($1::bigint[], $2::text[]) as changed (seq, event)
            join task using (seq)
            where callback_address(task.seq) is not null
            returning seq
        )
        insert into callback_line (seq, team_id, is_test, next_try_at, own_address)
        select task.seq, task.team_id, task.is_test, clock_timestamp(), task_document.callback_url
        from told
        join task using (seq)
        left join task_document using (seq)
        order by task.seq
        on conflict (seq) do update
        set next_try_at = coalesce(callback_line.next_try_at, excluded.next_try_at),
            own_address = excluded.own_address
        "#,
        &seqs,
        &events as _,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if queued > 0 {
        announce(tx).await?;
    }
    Ok(queued)
}

pub(super) async fn announce(tx: &mut PgConnection) -> Result<()> {
    sqlx::query!("select pg_notify($1, '')", CHANNEL)
        .execute(tx)
        .await?;
    Ok(())
}

/// In how many seconds the next callback of any team is to be sent, if any waits; below 0 for one
/// that waits already.
pub async fn seconds_to_next(pool: &PgPool) -> Result<Option<f64>> {
    // The first entries of callback_line_due and batch_callback_due.
    let seconds = sqlx::query_scalar!(
        r#"
        select extract(epoch from least(
            (select min(next_try_at) from callback_line where next_try_at is not null),
            (select min(next_try_at) from batch_callback where next_try_at is not null)
        ) - clock_timestamp())::float8
        "#,
    )
    .fetch_one(pool)
    .await?;
    Ok(seconds)
}
