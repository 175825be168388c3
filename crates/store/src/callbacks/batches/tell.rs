//! Which batches became complete.

use domain::TaskStatus;
use domain::api::BatchStatus;
use domain::batch::BatchCounts;
use sqlx::{PgConnection, PgPool};

use crate::Result;
use crate::callbacks::queue::announce;
use crate::counts::hold;
use crate::database::begin;

/// A finalized batch whose tasks, of one mode, have changed.
struct Changed {
    batch_id: i32,
    is_test: bool,
    counts: BatchCounts,
    /// Notes that are not folded yet say that tasks became pending. Folded, they mark the batch
    /// again; told before, it would be told twice.
    is_unsettled: bool,
}

impl Changed {
    fn is_complete(&self) -> bool {
        let status = BatchStatus::of(true, self.counts.pending, self.counts.total());
        status == BatchStatus::Completed && !self.is_unsettled
    }
}

/// Writes down what is to be told of the batches that became complete since they were last looked at;
/// how many. A callback that waits for its next try gives way to the newer one. Of several servers
/// that look at once, one does it and the others pass.
pub async fn tell_complete(pool: &PgPool) -> Result<u64> {
    let mut tx = begin(pool).await?;
    // Between the look and what is written down, no fold may take notes that the look did not see.
    if !hold(&mut tx).await? {
        return Ok(0);
    }
    let changed = look(&mut tx).await?;
    if changed.is_empty() {
        // A transaction that is only dropped keeps the lock until somebody uses its connection again.
        tx.commit().await?;
        return Ok(0);
    }
    let (complete, rest): (Vec<_>, Vec<_>) = changed.iter().partition(|batch| batch.is_complete());
    leave(&mut tx, &rest).await?;
    let told = tell(&mut tx, &complete).await?;
    if told > 0 {
        announce(&mut tx).await?;
    }
    tx.commit().await?;
    Ok(told)
}

/// Locks what is marked, but for what a server is just sending: its turn comes when that has ended.
async fn look(tx: &mut PgConnection) -> Result<Vec<Changed>> {
    // batch_callback_changed, which has the staged batches besides, and the primary key of `batch`;
    // then task_count_by_batch, and the notes that are not folded yet.
    let rows = sqlx::query!(
        r#"
        with changed as materialized (
            select batch_callback.batch_id, batch_callback.is_test, batch_callback.team_id
            from batch_callback
            join batch using (batch_id)
            where batch_callback.stage = 'changed'
              and not batch_callback.is_taken
              and batch.finalized_at is not null
            for update of batch_callback skip locked
        ), counted as (
            select changed.batch_id, changed.is_test, count.status, count.n, false as is_new
            from changed
            join task_count as count
              on count.team_id = changed.team_id
             and count.is_test = changed.is_test
             and count.batch_key = changed.batch_id
            union all
            select changed.batch_id, changed.is_test, note.status, note.n, note.n > 0
            from changed
            join task_count_delta as note
              on note.team_id = changed.team_id
             and note.is_test = changed.is_test
             and note.batch_key = changed.batch_id
        )
        select batch_id as "batch_id!", is_test as "is_test!",
               coalesce(sum(n) filter (where status = any($1)), 0)::bigint as "pending!",
               coalesce(sum(n) filter (where status = any($2)), 0)::bigint as "completed!",
               coalesce(sum(n) filter (where status = $3), 0)::bigint as "error!",
               coalesce(sum(n) filter (where status = $4), 0)::bigint as "canceled!",
               coalesce(bool_or(is_new and status = any($1)), false) as "is_unsettled!"
        from changed
        left join counted using (batch_id, is_test)
        group by batch_id, is_test
        "#,
        &[TaskStatus::Queued.code(), TaskStatus::InProgress.code()],
        &[TaskStatus::Completed.code(), TaskStatus::Redo.code()],
        TaskStatus::Error.code(),
        TaskStatus::Canceled.code(),
    )
    .fetch_all(tx)
    .await?;
    let changed = rows.into_iter().map(|row| Changed {
        batch_id: row.batch_id,
        is_test: row.is_test,
        counts: BatchCounts {
            pending: row.pending,
            completed: row.completed,
            error: row.error,
            canceled: row.canceled,
        },
        is_unsettled: row.is_unsettled,
    });
    Ok(changed.collect())
}

/// What is not complete is looked at again when its tasks change.
async fn leave(tx: &mut PgConnection, rest: &[&Changed]) -> Result<()> {
    let (ids, modes) = keys(rest);
    // Primary key.
    sqlx::query!(
        r#"
        update batch_callback
        set stage = 'open'
        from unnest($1::int[], $2::boolean[]) as looked (batch_id, is_test)
        where batch_callback.batch_id = looked.batch_id
          and batch_callback.is_test = looked.is_test
        "#,
        &ids,
        &modes,
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn tell(tx: &mut PgConnection, complete: &[&Changed]) -> Result<u64> {
    let (ids, modes) = keys(complete);
    let numbers = |of: fn(&BatchCounts) -> i64| -> Vec<i64> {
        complete.iter().map(|batch| of(&batch.counts)).collect()
    };
    // Primary key.
    let told = sqlx::query!(
        r#"
        update batch_callback
        set stage = 'told',
            delivery_id = gen_random_uuid(),
            told_at = clock_timestamp(),
            completed = looked.completed,
            error = looked.error,
            canceled = looked.canceled,
            tries = 0,
            state = 'waiting',
            next_try_at = clock_timestamp(),
            tried = null,
            tried_at = null,
            tried_address = null,
            tried_status = null,
            tried_error = null,
            tried_ms = null
        from unnest($1::int[], $2::boolean[], $3::bigint[], $4::bigint[], $5::bigint[])
            as looked (batch_id, is_test, completed, error, canceled)
        where batch_callback.batch_id = looked.batch_id
          and batch_callback.is_test = looked.is_test
        "#,
        &ids,
        &modes,
        &numbers(|counts| counts.completed),
        &numbers(|counts| counts.error),
        &numbers(|counts| counts.canceled),
    )
    .execute(tx)
    .await?
    .rows_affected();
    Ok(told)
}

fn keys(batches: &[&Changed]) -> (Vec<i32>, Vec<bool>) {
    batches
        .iter()
        .map(|batch| (batch.batch_id, batch.is_test))
        .unzip()
}
