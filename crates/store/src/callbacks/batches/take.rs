//! Taking callbacks of batches to send them.

use std::time::Duration;

use domain::batch::{Batch, BatchCounts};
use sqlx::PgPool;

use crate::callbacks::{DueClaim, Place};
use crate::{Error, Result, Scope, batches};

/// A callback of a batch in this server's hands.
#[derive(Debug, Clone)]
pub struct Taken {
    pub delivery_id: String,
    /// Which tasks of the batch are meant.
    pub scope: Scope,
    /// The batch's name.
    pub name: String,
    /// Which try this is, counted from 1.
    pub number: i32,
    /// Where it goes.
    pub address: String,
    pub place: Place,
    pub(super) batch_id: i32,
    /// As they were when the batch was found to be complete.
    counts: BatchCounts,
}

/// Takes callbacks of batches of a claim whose time has come, the longest waiting first. No other server
/// takes them within `lease`.
pub async fn take(pool: &PgPool, lease: Duration, claim: &DueClaim) -> Result<Vec<Taken>> {
    // batch_callback_due gives the order, and the first ones end the search; then primary keys. What
    // another server is just taking is passed by.
    let rows = sqlx::query!(
        r#"
        with due as materialized (
            select batch_id, is_test
            from batch_callback
            cross join lateral (
                select batch.callback as address
                from batch
                where batch.batch_id = batch_callback.batch_id
            ) as goes_to
            where next_try_at <= now()
              and team_id <> all($3)
              and callback_place(team_id, address) <> all($4)
              and callback_host(team_id, address) <> all($5)
              and ($6::text[] is null or callback_place(team_id, address) = any($6))
            order by next_try_at
            limit $1
            for update of batch_callback skip locked
        )
        update batch_callback
        set next_try_at = now() + make_interval(secs => $2),
            is_taken = true,
            tries = batch_callback.tries + 1
        from due
        join batch using (batch_id)
        where batch_callback.batch_id = due.batch_id
          and batch_callback.is_test = due.is_test
        returning batch_callback.batch_id, batch_callback.is_test, batch_callback.team_id,
                  batch_callback.delivery_id::text as "delivery_id!", batch_callback.tries,
                  batch_callback.completed, batch_callback.error, batch_callback.canceled,
                  batch.name, batch.callback,
                  callback_place(batch_callback.team_id, batch.callback) as "place!",
                  callback_host(batch_callback.team_id, batch.callback) as "host!"
        "#,
        claim.limit,
        lease.as_secs_f64(),
        &claim.busy_teams,
        &claim.busy_addresses,
        &claim.busy_hosts,
        claim.only_addresses.as_deref(),
    )
    .fetch_all(pool)
    .await?;
    let taken = rows.into_iter().map(|row| Taken {
        delivery_id: row.delivery_id,
        scope: Scope {
            team_id: row.team_id,
            is_test: row.is_test,
        },
        name: row.name,
        number: row.tries,
        address: row.callback,
        place: Place {
            address: row.place,
            host: row.host,
        },
        batch_id: row.batch_id,
        counts: BatchCounts {
            pending: 0,
            completed: row.completed,
            error: row.error,
            canceled: row.canceled,
        },
    });
    Ok(taken.collect())
}

/// The batch with its tasks as they were when it was found to be complete. None where it is gone.
pub async fn batch_then(pool: &PgPool, taken: &Taken) -> Result<Option<Batch>> {
    match batches::find(pool, taken.scope, &taken.name).await {
        Ok(batch) => Ok(Some(Batch {
            counts: taken.counts,
            ..batch
        })),
        Err(Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
