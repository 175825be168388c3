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
use crate::{Error, Result};

/// A task in somebody's hands.
#[derive(Debug, Clone)]
pub struct Claimed {
    pub lease_id: LeaseId,
    pub expires_at: DateTime<Utc>,
    pub task: WholeTask,
}

/// Gives the program up to as many queued tasks as it asks for: those of higher priority first,
/// then the oldest. No two programs get the same one. Tasks of staged batches wait.
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
    // Served by task_to_claim, whose condition `status = 0` (queued) stands here word for word, or
    // by the unique index on (team_id, task_id). What another program is just taking is passed by.
    let rows = sqlx::query!(
        r#"
        with picked as materialized (
            select seq, priority
            from task
            where team_id = $1
              and is_test = $2
              and status = 0
              and ($3::bytea is null or task_id = $3)
              and ($4::text is null or project_id = (
                  select project_id from project where team_id = $1 and name = $4))
              and ($5::text is null or batch_id = (
                  select batch_id from batch where team_id = $1 and name = $5))
              and ($6::smallint is null or task_type = $6)
              and (cardinality($7::text[]) = 0 or tags && $7)
              and not exists (
                  select
                  from batch
                  where batch.batch_id = task.batch_id
                    and batch.finalized_at is null)
            order by priority desc, seq
            limit $8
            for no key update skip locked
        ), numbered as (
            select seq, row_number() over (order by priority desc, seq) as place
            from picked
        ), held as (
            insert into lease (seq, lease_id, api_key_id, worker, claimed_at, expires_at)
            select numbered.seq, new.lease_id, $10, $11, clock_timestamp(),
                   clock_timestamp() + make_interval(secs => $12)
            from numbered
            join unnest($9::bytea[]) with ordinality as new (lease_id, place) using (place)
            returning seq, lease_id, expires_at
        ), changed as (
            update task
            set status = $13,
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
        order by numbered.place
        "#,
        holder.scope.team_id,
        holder.scope.is_test,
        claim.task_id.as_ref().map(|id| id.as_bytes().to_vec()),
        claim.project,
        claim.batch,
        claim.task_type.map(domain::TaskType::code),
        &claim.tags,
        i64::from(claim.limit),
        &ids,
        holder.api_key_id,
        claim.worker,
        f64::from(claim.lease_seconds),
        in_progress.code(),
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let bytes = row
                .lease_id
                .try_into()
                .map_err(|_| unreadable("lease_id"))?;
            Ok(Held {
                seq: row.seq,
                lease_id: LeaseId::from_bytes(bytes),
                expires_at: row.expires_at,
            })
        })
        .collect()
}
