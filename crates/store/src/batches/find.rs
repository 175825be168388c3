//! Batches with how far their tasks are.

use domain::TaskStatus;
use domain::api::{BatchStatus, BatchesQuery};
use domain::batch::{Batch, BatchCounts};
use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// A page of batches.
#[derive(Debug, Clone)]
pub struct Batches {
    pub batches: Vec<Batch>,
    /// Of all pages.
    pub total: i64,
}

/// The batch of that name.
///
/// # Errors
/// [`Error::NotFound`], also for one of another team.
pub async fn find(pool: &PgPool, scope: Scope, name: &str) -> Result<Batch> {
    let query = BatchesQuery {
        limit: 1,
        ..BatchesQuery::default()
    };
    let found = read(pool, scope, Some(name), &query).await?;
    found
        .batches
        .into_iter()
        .next()
        .ok_or_else(|| Error::NotFound {
            what: "batch",
            name: name.to_owned(),
        })
}

/// A page of the team's batches, the newest first.
pub async fn list(pool: &PgPool, scope: Scope, query: &BatchesQuery) -> Result<Batches> {
    read(pool, scope, None, query).await
}

async fn read(
    pool: &PgPool,
    scope: Scope,
    name: Option<&str>,
    query: &BatchesQuery,
) -> Result<Batches> {
    // The unique index on (team_id, name), or batch_by_created; for each batch the counts by
    // task_count_by_batch, with the notes that are not folded yet by task_count_delta_by_team.
    let rows = sqlx::query!(
        r#"
        with noted as materialized (
            select batch_key, status, sum(n) as n
            from task_count_delta
            where team_id = $1
              and is_test = $2
              and batch_key <> 0
            group by batch_key, status
        ), counted as materialized (
            select batch.batch_id, batch.name, project.name as project, batch.created_at,
                   batch.finalized_at, batch.callback, batch.metadata, batch.is_calibration,
                   batch.is_self_label,
                   coalesce(sum(count.n) filter (where count.status = any($9)), 0)::bigint as pending,
                   coalesce(sum(count.n) filter (where count.status = any($10)), 0)::bigint as completed,
                   coalesce(sum(count.n) filter (where count.status = $11), 0)::bigint as error,
                   coalesce(sum(count.n) filter (where count.status = $12), 0)::bigint as canceled
            from batch
            left join project using (project_id)
            left join lateral (
                select status, n
                from task_count
                where team_id = $1
                  and is_test = $2
                  and batch_key = batch.batch_id
                union all
                select status, n
                from noted
                where batch_key = batch.batch_id
            ) as count on true
            where batch.team_id = $1
              and (not batch.is_test or $2)
              and ($3::text is null or batch.name = $3)
              and ($4::text is null or project.name = $4)
              and ($5::timestamptz is null or batch.created_at >= $5)
              and ($6::timestamptz is null or batch.created_at < $6)
            group by batch.batch_id, project.project_id
        ), matching as materialized (
            select *
            from counted
            where $13::text is null
               or $13 = case
                   when finalized_at is null then 'staging'
                   when pending = 0 and completed + error + canceled > 0 then 'completed'
                   else 'in_progress'
               end
        )
        select (select count(*) from matching) as "total!",
               page.batch_id as "batch_id?", page.name as "name?", page.project as "project?",
               page.created_at as "created_at?", page.finalized_at as "finalized_at?",
               page.callback as "callback?", page.metadata::text as "metadata?",
               page.is_calibration as "is_calibration?", page.is_self_label as "is_self_label?",
               page.pending as "pending?", page.completed as "completed?", page.error as "error?",
               page.canceled as "canceled?"
        from (values (1)) as always
        left join lateral (
            select *
            from matching
            order by created_at desc, batch_id desc
            limit $7
            offset $8
        ) as page on true
        "#,
        scope.team_id,
        scope.is_test,
        name,
        query.project,
        query.created.from,
        query.created.to,
        i64::from(query.limit),
        i64::from(query.offset),
        &[TaskStatus::Queued.code(), TaskStatus::InProgress.code()],
        &[TaskStatus::Completed.code(), TaskStatus::Redo.code()],
        TaskStatus::Error.code(),
        TaskStatus::Canceled.code(),
        query.status.map(BatchStatus::as_str),
    )
    .fetch_all(pool)
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let batches = rows
        .into_iter()
        .filter_map(|row| {
            Some(Batch {
                batch_id: row.batch_id?,
                name: row.name?,
                project: row.project,
                created_at: row.created_at?,
                finalized_at: row.finalized_at,
                callback: row.callback?,
                metadata: row.metadata?,
                is_calibration: row.is_calibration?,
                is_self_label: row.is_self_label?,
                counts: BatchCounts {
                    pending: row.pending?,
                    completed: row.completed?,
                    error: row.error?,
                    canceled: row.canceled?,
                },
            })
        })
        .collect();
    Ok(Batches { batches, total })
}
