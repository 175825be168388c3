//! What a server does beside answering.

use std::time::Duration;

use media::{BlobStore, Reach};
use store::PgPool;

/// How often the notes of the counts are folded, and the callbacks of batches found.
const FOLD_EVERY: Duration = Duration::from_secs(3);

/// Folds the counts, and finds by them which batches became complete, for as long as the server runs.
/// Of several servers each may do it at any time.
pub async fn fold_counts(pool: PgPool) {
    let mut clock = tokio::time::interval(FOLD_EVERY);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        loop {
            match store::counts::fold(&pool).await {
                Ok(0) => break,
                Ok(notes) => tracing::debug!(notes, "folded the counts"),
                Err(error) => {
                    tracing::warn!(%error, "the counts cannot be folded; trying again");
                    break;
                }
            }
        }
        match store::callbacks::batches::tell_complete(&pool).await {
            Ok(0) => {}
            Ok(batches) => tracing::debug!(batches, "complete; their callbacks wait"),
            Err(error) => tracing::warn!(%error, "complete batches wait for the next look"),
        }
    }
}

/// How often ended sessions and the like are removed.
const SWEEP_EVERY: Duration = Duration::from_hours(1);

/// Removes what has expired for as long as the server runs.
pub async fn sweep(pool: PgPool) {
    let mut clock = tokio::time::interval(SWEEP_EVERY);
    loop {
        clock.tick().await;
        if let Err(error) = store::accounts::sweep(&pool).await {
            tracing::warn!(%error, "expired sessions stay until the next sweep");
        }
        if let Err(error) = store::task_creation::forget_old_keys(&pool).await {
            tracing::warn!(%error, "old idempotency keys stay until the next sweep");
        }
        match store::callbacks::prune(&pool).await {
            Ok(0) => {}
            Ok(callbacks) => tracing::info!(callbacks, "forgot old callbacks"),
            Err(error) => tracing::warn!(%error, "old callbacks stay until the next sweep"),
        }
    }
}

/// Parts of uploads that nobody has written to for so long were left by a server that was killed.
const LEFT_OVER: Duration = Duration::from_hours(24);

/// How often all files are looked through for such parts; those of large uploads, which lie together, at
/// each [`SWEEP_EVERY`].
const SWEEP_ALL_EVERY: u32 = 24;

/// Removes what killed uploads left in the attachment store, for as long as the server runs. Of several
/// servers each may do it at any time.
pub async fn sweep_files(blobs: BlobStore) {
    let mut clock = tokio::time::interval(SWEEP_EVERY);
    for round in (0..SWEEP_ALL_EVERY).cycle() {
        clock.tick().await;
        let reach = if round == 0 {
            Reach::Everything
        } else {
            Reach::Incoming
        };
        match blobs.sweep(LEFT_OVER, reach).await {
            Ok(0) => {}
            Ok(parts) => tracing::info!(parts, "removed parts of uploads that were never ended"),
            Err(error) => {
                tracing::warn!(%error, "parts of killed uploads stay until the next sweep");
            }
        }
    }
}

/// How often tasks are put back that nobody answered in time.
const REQUEUE_EVERY: Duration = Duration::from_secs(5);

/// Puts tasks whose leases are over back into the queue, for as long as the server runs. Of several
/// servers each may do it at any time.
pub async fn requeue_lost(pool: PgPool) {
    let mut clock = tokio::time::interval(REQUEUE_EVERY);
    clock.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        clock.tick().await;
        match store::work::requeue_lost(&pool).await {
            Ok(0) => {}
            Ok(tasks) => tracing::info!(tasks, "leases ended; the tasks are queued again"),
            Err(error) => tracing::warn!(%error, "ended leases stay until the next try"),
        }
    }
}
