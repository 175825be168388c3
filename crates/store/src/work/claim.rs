//! Handing tasks out, each to one program.

use chrono::{DateTime, Utc};
use domain::record::WholeTask;
use domain::work::Claim;
use domain::{Step, TaskStatus};
use sqlx::PgPool;

use super::lease::{LeaseId, requeue_lost};
use crate::accounts::KeyHolder;
use crate::export::{Depth, whole_by_seq};
use crate::new_id::new_id;
use crate::row::unreadable;
use crate::task_list::conditions::Sql;
use crate::{Error, Result, Scope};

/// A task in somebody's hands.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub lease_id: LeaseId,
    pub expires_at: DateTime<Utc>,
    pub task: WholeTask,
}

/// Gives the program up to as many queued tasks as it asks for: those of batches of higher priority
/// first, then those of higher priority of their own, then the oldest. No two programs get the same
/// one. Tasks of staged batches wait.
pub async fn claim(pool: &PgPool, holder: &KeyHolder, claim: &Claim) -> Result<Vec<Claimed>> {
    let mut held = take(pool, holder, claim).await?;
    if held.is_empty() && requeue_lost(pool).await? > 0 {
        held = take(pool, holder, claim).await?;
    }
    let seqs: Vec<i64> = held.iter().map(|held| held.seq).collect();
    let tasks = whole_by_seq(pool, holder.scope, &seqs, Depth::Whole).await?;
    Ok(held
        .into_iter()
        .zip(tasks)
        .map(|(held, task)| Claimed {
            lease_id: held.lease_id,
            expires_at: held.expires_at,
            task,
        })
        .collect())
}

struct Held {
    seq: i64,
    lease_id: LeaseId,
    expires_at: DateTime<Utc>,
}

async fn take(pool: &PgPool, holder: &KeyHolder, claim: &Claim) -> Result<Vec<Held>> {
    let in_progress = Step::Claim
        .apply(TaskStatus::Queued)
        .map_err(|error| Error::Invalid(error.to_string()))?;
    let ids: Vec<Vec<u8>> = (0..claim.limit)
        .map(|_| new_id().as_bytes().to_vec())
        .collect();
    let mut sql = Sql::new("with picked as materialized (\n");
    push_picked(&mut sql, holder.scope, claim);
    sql.push(
        "
), numbered as (
    select seq, row_number() over (order by batch_priority desc, priority desc, seq) as place
    from picked
), held as (
    insert into lease (seq, lease_id, api_key_id, worker, claimed_at, expires_at)
    select numbered.seq, new.lease_id, ",
    )
    .push_bind(holder.api_key_id)
    .push(", ")
    .push_bind(claim.worker.clone())
    .push(
        ", clock_timestamp(),
           clock_timestamp() + make_interval(secs => ",
    )
    .push_bind(f64::from(claim.lease_seconds))
    .push(
        ")
    from numbered
    join unnest(",
    )
    .push_bind(ids)
    .push(
        ") with ordinality as new (lease_id, place) using (place)
    returning seq, lease_id, expires_at
), changed as (
    update task
    set status = ",
    )
    .push_bind(in_progress.code())
    .push(
        ",
        version = version + 1,
        updated_at = clock_timestamp()
    from picked
    where task.seq = picked.seq
    returning task.seq
)
select held.seq, held.lease_id, held.expires_at
from numbered
join held using (seq)
join changed using (seq)
order by numbered.place",
    );
    let rows: Vec<(i64, Vec<u8>, DateTime<Utc>)> = sql.build_query_as().fetch_all(pool).await?;
    rows.into_iter()
        .map(|(seq, lease_id, expires_at)| {
            let bytes = lease_id.try_into().map_err(|_| unreadable("lease_id"))?;
            Ok(Held {
                seq,
                lease_id: LeaseId::from_bytes(bytes),
                expires_at,
            })
        })
        .collect()
}

/// The tasks to be taken, locked; what another program is just taking is passed by. Built from what
/// is asked for alone, so that `task_to_claim` gives the order and the first tasks end the search;
/// its condition, `status = 0` (queued), stands here word for word.
fn push_picked(sql: &mut Sql, scope: Scope, claim: &Claim) {
    sql.push("    select seq, batch_priority, priority\n    from task\n    where team_id = ")
        .push_bind(scope.team_id)
        .push(" and is_test = ")
        .push_bind(scope.is_test)
        .push(" and status = 0");
    if let Some(task_id) = &claim.task_id {
        sql.push("\n      and task_id = ")
            .push_bind(task_id.as_bytes().to_vec());
    }
    for (table, name) in [("project", &claim.project), ("batch", &claim.batch)] {
        if let Some(name) = name {
            sql.push(format!(
                "\n      and {table}_id = (select {table}_id from {table} where team_id = "
            ))
            .push_bind(scope.team_id)
            .push(" and name = ")
            .push_bind(name.clone())
            .push(")");
        }
    }
    if let Some(task_type) = claim.task_type {
        sql.push("\n      and task_type = ")
            .push_bind(task_type.code());
    }
    if !claim.tags.is_empty() {
        sql.push("\n      and tags && ")
            .push_bind(claim.tags.clone());
    }
    // A number of ours; as a parameter, the database would not know how soon the search ends.
    sql.push(format!(
        "
      and coalesce((
          select finalized_at is not null
          from batch
          where batch.batch_id = task.batch_id), true)
    order by batch_priority desc, priority desc, seq
    limit {}
    for no key update skip locked",
        claim.limit
    ));
}
