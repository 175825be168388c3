//! Taking callbacks to send them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::callback::CallbackEvent;
use domain::record::WholeTask;
use sqlx::PgPool;

use crate::export::{Depth, whole_by_seq};
use crate::row::{state, unreadable};
use crate::{Result, Scope};

/// A callback in this server's hands.
#[derive(Debug, Clone)]
pub struct Taken {
    pub callback_id: i64,
    pub delivery_id: String,
    pub scope: Scope,
    pub event: CallbackEvent,
    /// Which try this is, counted from 1.
    pub number: i32,
    /// Where it goes now; none where the address was taken away since.
    pub address: Option<String>,
    pub place: Place,
    pub(super) seq: i64,
    moment: Moment,
}

/// The task as it was when the callback was queued.
#[derive(Debug, Clone)]
struct Moment {
    status: i16,
    review_status: i16,
    response_version: i32,
    audits: i32,
    updated_at: DateTime<Utc>,
    completed_at: Option<DateTime<Utc>>,
}

/// Where a callback goes, as far as receivers have places of their own: in the words of its team.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Place {
    /// The team and the address without its query.
    pub address: String,
    /// The team and the host.
    pub host: String,
}

/// Whose callbacks are taken.
#[derive(Debug, Clone, Default)]
pub struct DueClaim {
    pub limit: i64,
    /// Teams that have enough on their way.
    pub busy_teams: Vec<i32>,
    /// [`Place::address`] of those that have enough on their way or are slow.
    pub busy_addresses: Vec<String>,
    /// [`Place::host`] of those that have enough on their way.
    pub busy_hosts: Vec<String>,
    /// [`Place::address`] of the only ones that are taken; none for all others.
    pub only_addresses: Option<Vec<String>>,
}

/// Takes callbacks of a claim whose time has come, the longest waiting first. No other server takes them
/// within `lease`.
pub async fn take(pool: &PgPool, lease: Duration, claim: &DueClaim) -> Result<Vec<Taken>> {
    // callback_line_due gives the order, and the first ones end the search; a join with `team` could
    // give it up. Then callback_waiting and primary keys. What another server is just taking is passed
    // by.
    let rows = sqlx::query!(
        r#"
        with due as materialized (
            select seq
            from callback_line
            cross join lateral (
                select coalesce(callback_line.own_address, (
                    select case
                            when callback_line.is_test then team.test_callback_url
                            else team.callback_url
                        end
                    from team
                    where team.team_id = callback_line.team_id)) as address
            ) as goes_to
            where next_try_at <= now()
              and team_id <> all($3)
              and callback_place(team_id, address) <> all($4)
              and callback_host(team_id, address) <> all($5)
              and ($6::text[] is null or callback_place(team_id, address) = any($6))
            order by next_try_at
            limit $1
            for update of callback_line skip locked
        ), taken as (
            update callback_line
            set next_try_at = now() + make_interval(secs => $2),
                is_taken = true
            from due
            where callback_line.seq = due.seq
            returning callback_line.seq, callback_line.team_id, callback_line.is_test
        )
        update callback
        set tries = callback.tries + 1
        from taken
        where callback.callback_id = (
            select first.callback_id
            from callback as first
            where first.seq = taken.seq
              and first.state = 'waiting'
            order by first.callback_id
            limit 1)
        returning callback.callback_id, callback.delivery_id::text as "delivery_id!", callback.seq,
                  callback.event, callback.tries, callback.status, callback.review_status,
                  callback.response_version, callback.audits, callback.updated_at,
                  callback.completed_at, taken.team_id, taken.is_test,
                  callback_address(callback.seq) as address,
                  callback_place(team_id, coalesce(callback_address(callback.seq), '')) as "place!",
                  callback_host(team_id, coalesce(callback_address(callback.seq), '')) as "host!"
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
    rows.into_iter()
        .map(|row| {
            Ok(Taken {
                callback_id: row.callback_id,
                delivery_id: row.delivery_id,
                scope: Scope {
                    team_id: row.team_id,
                    is_test: row.is_test,
                },
                event: row.event.parse().map_err(|_| unreadable("event"))?,
                number: row.tries,
                address: row.address,
                place: Place {
                    address: row.place,
                    host: row.host,
                },
                seq: row.seq,
                moment: Moment {
                    status: row.status,
                    review_status: row.review_status,
                    response_version: row.response_version,
                    audits: row.audits,
                    updated_at: row.updated_at,
                    completed_at: row.completed_at,
                },
            })
        })
        .collect()
}

/// The task as it was when the callback was queued: its later responses and audits are left out.
/// What is set from outside, such as tags, is as it is now. None where the task is gone.
pub async fn task_then(pool: &PgPool, taken: &Taken) -> Result<Option<WholeTask>> {
    let tasks = whole_by_seq(pool, taken.scope, &[taken.seq], Depth::Whole).await?;
    let Some(mut task) = tasks.into_iter().next() else {
        return Ok(None);
    };
    let moment = &taken.moment;
    let then = state(moment.status, moment.review_status)?;
    task.row.status = then.status;
    task.row.review_status = then.review_status;
    task.row.response_version = moment.response_version;
    task.row.updated_at = moment.updated_at;
    task.row.completed_at = moment.completed_at;
    // Responses are numbered from 1 without gaps, audits are read in their order.
    task.responses.truncate(moment.response_version as usize);
    task.audits.truncate(moment.audits as usize);
    Ok(Some(task))
}
