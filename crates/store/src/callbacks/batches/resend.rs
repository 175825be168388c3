//! Sending the callback of a batch again.

use domain::api::BatchStatus;
use sqlx::PgPool;

use super::tell::tell_complete;
use crate::callbacks::queue::announce;
use crate::database::begin;
use crate::{Error, Result, Scope, batches};

/// Sends a batch's callback now: the one that waits for its next try, or where none does, that the
/// batch is complete.
///
/// # Errors
/// [`Error::Invalid`] where the batch names no address, or where there is nothing to tell.
pub async fn resend(pool: &PgPool, scope: Scope, name: &str) -> Result<()> {
    let batch = batches::find(pool, scope, name).await?;
    let mut tx = begin(pool).await?;
    // Primary key. What a server is just sending is left to it.
    let is_waiting = sqlx::query_scalar!(
        r#"
        select next_try_at is not null as "is_waiting!"
        from batch_callback
        where batch_id = $1
          and is_test = $2
        for update
        "#,
        batch.batch_id,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?;
    match is_waiting {
        None => {
            return Err(Error::Invalid(format!(
                "batch `{name}` tells nobody: its creation named no `callback`"
            )));
        }
        Some(true) => {}
        Some(false) if batch.status() == BatchStatus::Completed => {}
        Some(false) => {
            return Err(Error::Invalid(format!(
                "batch `{name}` is not complete; its callback is sent once it is"
            )));
        }
    }
    sqlx::query!(
        r#"
        update batch_callback
        set stage = case when next_try_at is null then 'changed' else stage end,
            next_try_at = case when next_try_at is not null then clock_timestamp() end
        where batch_id = $1
          and is_test = $2
          and not is_taken
        "#,
        batch.batch_id,
        scope.is_test,
    )
    .execute(&mut *tx)
    .await?;
    announce(&mut tx).await?;
    tx.commit().await?;
    // Another server that just looks passes it by; the next look finds it.
    tell_complete(pool).await?;
    Ok(())
}
