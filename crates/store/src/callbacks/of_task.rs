//! The callbacks of a task, for its page.

use domain::callback::{Attempt, CallbackEntry, CallbackState};
use sqlx::PgPool;

use crate::Result;
use crate::row::unreadable;

/// The most callbacks that a page shows.
const SHOWN: i64 = 50;

/// The latest callbacks of a task, newest first, with their tries.
pub(crate) async fn of_task(pool: &PgPool, seq: i64) -> Result<Vec<CallbackEntry>> {
    // callback_by_task, then primary keys and callback_waiting.
    let rows = sqlx::query!(
        r#"
        select callback.callback_id, callback.delivery_id::text as "delivery_id!", callback.event,
               callback.at, callback.state,
               case when callback.callback_id = (
                   select min(first.callback_id)
                   from callback as first
                   where first.seq = $1
                     and first.state = 'waiting') then callback_line.next_try_at
               end as next_try_at,
               coalesce((
                   select json_agg(json_build_object(
                       'number', number, 'at', at, 'address', address, 'status', status,
                       'error', error, 'milliseconds', milliseconds) order by number)
                   from callback_attempt
                   where callback_attempt.callback_id = callback.callback_id
               ), '[]')::text as "attempts!"
        from callback
        join callback_line using (seq)
        where callback.seq = $1
        order by callback.callback_id desc
        limit $2
        "#,
        seq,
        SHOWN,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let attempts: Vec<Attempt> =
                serde_json::from_str(&row.attempts).map_err(|_| unreadable("callback_attempt"))?;
            let state: CallbackState = row.state.parse().map_err(|_| unreadable("state"))?;
            Ok(CallbackEntry {
                callback_id: row.callback_id,
                delivery_id: row.delivery_id,
                event: row.event.parse().map_err(|_| unreadable("event"))?,
                at: row.at,
                state,
                next_try_at: row.next_try_at,
                attempts,
            })
        })
        .collect()
}
