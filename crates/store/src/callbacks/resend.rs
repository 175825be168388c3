//! Sending callbacks again, and those that do not arrive.

use domain::TaskId;
use domain::callback::{CallbackEvent, FailedCallback};
use sqlx::{PgConnection, PgPool};

use super::queue::{announce, queue};
use crate::database::begin;
use crate::row::unreadable;
use crate::task_changes::seq_of;
use crate::{Error, Result, Scope};

/// Sends a task's callbacks now: those that wait for their next try, or where none does, the task as
/// it is.
///
/// # Errors
/// [`Error::Invalid`] where they would go nowhere.
pub async fn resend(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<()> {
    let seq = seq_of(pool, scope, task_id).await?;
    let mut tx = begin(pool).await?;
    resend_in(&mut tx, &[seq]).await?;
    // Primary key of `callback_line`.
    let waits = sqlx::query_scalar!(
        r#"
        select exists (
            select from callback_line
            where seq = $1
              and next_try_at is not null) as "waits!"
        "#,
        seq,
    )
    .fetch_one(&mut *tx)
    .await?;
    if !waits {
        return Err(Error::Invalid(
            "the task's callbacks go nowhere: its creation named no `callback_url`, and the team has \
             no address for them; set one in the team's settings"
                .to_owned(),
        ));
    }
    tx.commit().await?;
    Ok(())
}

/// Tasks of a team that are sent again at a time.
const CHUNK: i64 = 500;

/// Sends all callbacks again that do not arrive; of how many tasks. Those that go nowhere by now are
/// none of them, and neither are those that a server is just sending.
pub async fn resend_failing(pool: &PgPool, scope: Scope) -> Result<u64> {
    let mut resent = 0;
    let mut last = 0;
    loop {
        let mut tx = begin(pool).await?;
        // Served by callback_line_failing.
        let seqs = sqlx::query_scalar!(
            r#"
            select seq
            from callback_line
            where team_id = $1
              and is_test = $2
              and failed_at is not null
              and seq > $3
            order by seq
            limit $4
            "#,
            scope.team_id,
            scope.is_test,
            last,
            CHUNK,
        )
        .fetch_all(&mut *tx)
        .await?;
        let Some(end) = seqs.last() else {
            return Ok(resent);
        };
        last = *end;
        resent += resend_in(&mut tx, &seqs).await?;
        tx.commit().await?;
    }
}

/// Of how many tasks.
async fn resend_in(tx: &mut PgConnection, seqs: &[i64]) -> Result<u64> {
    // Primary keys. The tasks are locked before their lines, as by every change.
    sqlx::query!(
        "select seq from task where seq = any($1) order by seq for no key update",
        seqs
    )
    .fetch_all(&mut *tx)
    .await?;
    let waiting = sqlx::query_scalar!(
        r#"
        select seq
        from callback_line
        where seq = any($1)
          and next_try_at is not null
        order by seq
        for update
        "#,
        seqs,
    )
    .fetch_all(&mut *tx)
    .await?;
    // One that a server is just sending is left to it.
    let hurried = sqlx::query!(
        r#"
        update callback_line
        set next_try_at = clock_timestamp()
        where seq = any($1)
          and not is_taken
        "#,
        &waiting,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let rest: Vec<(i64, CallbackEvent)> = seqs
        .iter()
        .filter(|seq| waiting.binary_search(seq).is_err())
        .map(|seq| (*seq, CallbackEvent::Resent))
        .collect();
    let queued = queue(tx, &rest).await?;
    announce(tx).await?;
    Ok(hurried + queued)
}

/// Tasks of a team whose callbacks do not arrive.
#[derive(Debug, Clone)]
pub struct Failing {
    pub total: i64,
    /// Those whose latest try was the last, newest first.
    pub latest: Vec<FailedCallback>,
}

/// The tasks whose callbacks do not arrive: how many, and the latest `limit`.
pub async fn failing(pool: &PgPool, scope: Scope, limit: i64) -> Result<Failing> {
    // Served by callback_line_failing; then callback_by_task and primary keys.
    let total = sqlx::query_scalar!(
        r#"
        select count(*) as "total!"
        from callback_line
        where team_id = $1
          and is_test = $2
          and failed_at is not null
        "#,
        scope.team_id,
        scope.is_test,
    )
    .fetch_one(pool)
    .await?;
    let rows = sqlx::query!(
        r#"
        select task.task_id as "task_id: [u8; 12]", first.event, first.state, first.tries,
               line.next_try_at,
               (select json_build_object(
                    'number', number, 'at', at, 'address', address, 'status', status,
                    'error', error, 'milliseconds', milliseconds)::text
                from callback_attempt
                where callback_attempt.callback_id = first.callback_id
                order by number desc
                limit 1) as last
        from callback_line as line
        join task using (seq)
        join lateral (
            select callback_id, event, state, tries
            from callback
            where callback.seq = line.seq
              and exists (
                  select from callback_attempt
                  where callback_attempt.callback_id = callback.callback_id)
            order by callback_id desc
            limit 1
        ) as first on true
        where line.team_id = $1
          and line.is_test = $2
          and line.failed_at is not null
        order by line.failed_at desc, line.seq desc
        limit $3
        "#,
        scope.team_id,
        scope.is_test,
        limit,
    )
    .fetch_all(pool)
    .await?;
    let latest = rows
        .into_iter()
        .map(|row| {
            let last = row.last.as_deref().map(serde_json::from_str).transpose();
            Ok(FailedCallback {
                task_id: TaskId::from_bytes(row.task_id),
                event: row.event.parse().map_err(|_| unreadable("event"))?,
                state: row.state.parse().map_err(|_| unreadable("state"))?,
                tries: row.tries,
                next_try_at: row.next_try_at,
                last: last.map_err(|_| unreadable("callback_attempt"))?,
            })
        })
        .collect::<Result<_>>()?;
    Ok(Failing { total, latest })
}
