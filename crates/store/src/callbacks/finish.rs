//! How a try ended.

use std::time::Duration;

use domain::callback::CallbackState;
use sqlx::PgPool;

use super::take::Taken;
use crate::Result;
use crate::database::begin;

/// What a try brought.
#[derive(Debug, Clone)]
pub struct Tried {
    /// Where it was sent.
    pub address: String,
    /// The HTTP status that was answered.
    pub status: Option<u16>,
    /// What went wrong, if anything did.
    pub error: Option<String>,
    pub took: Duration,
}

/// As it is written down.
pub(super) struct Kept {
    pub address: String,
    pub status: Option<i16>,
    pub error: Option<String>,
    pub milliseconds: i32,
}

impl Tried {
    pub(super) fn kept(&self) -> Kept {
        // PostgreSQL keeps no NUL, and what others answer may hold one.
        let without = |text: &String| text.replace('\0', " ");
        Kept {
            address: without(&self.address),
            status: self.status.map(i16::try_from).and_then(Result::ok),
            error: self.error.as_ref().map(without),
            milliseconds: i32::try_from(self.took.as_millis()).unwrap_or(i32::MAX),
        }
    }
}

/// What becomes of the callback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Delivered,
    /// It is tried again after this time.
    Retry(Duration),
    GiveUp,
}

impl Next {
    /// The callback's state, and the seconds until it is tried again.
    pub(super) const fn kept(self) -> (CallbackState, Option<f64>) {
        match self {
            Self::Delivered => (CallbackState::Delivered, None),
            Self::Retry(pause) => (CallbackState::Waiting, Some(pause.as_secs_f64())),
            Self::GiveUp => (CallbackState::Failed, None),
        }
    }
}

/// Notes how a try ended, and lets the next in line come. A try that took so long that another
/// server has begun anew is noted and changes nothing.
pub async fn finish(pool: &PgPool, taken: &Taken, tried: &Tried, next: Next) -> Result<()> {
    let (state, pause) = next.kept();
    let kept = tried.kept();
    let mut tx = begin(pool).await?;
    // The line is locked before one looks who waits in it, so that whoever comes meanwhile is either
    // seen or sees that nobody is left. Primary keys, and callback_waiting.
    sqlx::query!(
        "select seq from callback_line where seq = $1 for update",
        taken.seq
    )
    .fetch_optional(&mut *tx)
    .await?;
    sqlx::query!(
        r#"
        insert into callback_attempt (callback_id, number, at, address, status, error, milliseconds)
        select $1::bigint, $2, clock_timestamp() - make_interval(secs => $6::int / 1000.0), $3, $4,
               $5, $6
        where exists (select from callback where callback_id = $1)
        on conflict do nothing
        "#,
        taken.callback_id,
        taken.number,
        kept.address,
        kept.status,
        kept.error,
        kept.milliseconds,
    )
    .execute(&mut *tx)
    .await?;
    let is_ours = sqlx::query!(
        r#"
        update callback
        set state = $3,
            finished_at = case when $3 <> 'waiting' then clock_timestamp() end
        where callback_id = $1
          and tries = $2
          and state = 'waiting'
        "#,
        taken.callback_id,
        taken.number,
        state.as_str(),
    )
    .execute(&mut *tx)
    .await?
    .rows_affected()
        > 0;
    if is_ours {
        sqlx::query!(
            r#"
            update callback_line
            set next_try_at = case
                    when $2::float8 is not null then clock_timestamp() + make_interval(secs => $2)
                    when exists (
                        select from callback
                        where callback.seq = callback_line.seq
                          and callback.state = 'waiting') then clock_timestamp()
                end,
                is_taken = false,
                succeeded = case $3 when 'waiting' then succeeded else $3 = 'delivered' end,
                finished_at = case $3 when 'waiting' then finished_at else clock_timestamp() end,
                failed_at = case $3 when 'delivered' then null else clock_timestamp() end
            where seq = $1
            "#,
            taken.seq,
            pause,
            state.as_str(),
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}
