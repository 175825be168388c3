//! How a try of a batch's callback ended.

use sqlx::PgPool;

use super::take::Taken;
use crate::Result;
use crate::callbacks::{Next, Tried};

/// Notes how a try ended. One that took so long that another server has begun anew changes nothing.
pub async fn finish(pool: &PgPool, taken: &Taken, tried: &Tried, next: Next) -> Result<()> {
    let (state, pause) = next.kept();
    let kept = tried.kept();
    // Primary key.
    sqlx::query!(
        r#"
        update batch_callback
        set state = $5,
            next_try_at = clock_timestamp() + make_interval(secs => $6),
            is_taken = false,
            tried = tries,
            tried_at = clock_timestamp() - make_interval(secs => $10::int / 1000.0),
            tried_address = $7,
            tried_status = $8,
            tried_error = $9,
            tried_ms = $10
        where batch_id = $1
          and is_test = $2
          and delivery_id = $3::text::uuid
          and tries = $4
          and state = 'waiting'
        "#,
        taken.batch_id,
        taken.scope.is_test,
        taken.delivery_id,
        taken.number,
        state.as_str(),
        pause,
        kept.address,
        kept.status,
        kept.error,
        kept.milliseconds,
    )
    .execute(pool)
    .await?;
    Ok(())
}
