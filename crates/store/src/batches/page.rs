//! The list of batches, a page at a time.

use chrono::DateTime;
use domain::api::BatchStatus;
use domain::batch_list::{BatchRow, BatchesLink, BatchesPage};
use domain::callback::BatchCallback;
use domain::{StatusCounts, TaskStatus};
use sqlx::PgPool;

use crate::row::unreadable;
use crate::task_list::conditions::part_pattern;
use crate::{Result, Scope};

/// The first `limit` batches of the link's page, the newest first, each with its tasks in the mode
/// of the scope.
pub async fn page(
    pool: &PgPool,
    scope: Scope,
    link: &BatchesLink,
    limit: u32,
) -> Result<BatchesPage> {
    let before = link.before.and_then(|before| {
        let created_at = DateTime::from_timestamp_micros(before.created_us)?;
        Some((created_at, before.batch_id))
    });
    let (before_at, before_id) = before.unzip();
    // batch_by_created gives the order and the place where the page begins, and the search ends with
    // the page; for each batch the counts by task_count_by_batch, with the notes that are not folded
    // yet by task_count_delta_by_team, and the primary key of `batch_callback`.
    let rows = sqlx::query!(
        r#"
        with noted as materialized (
            select batch_key, status, sum(n)::bigint as n
            from task_count_delta
            where team_id = $1
              and is_test = $2
              and batch_key <> 0
            group by batch_key, status
        )
        select batch.batch_id, batch.name, project.name as "project?", batch.created_at,
               batch.finalized_at, batch.callback, batch.priority,
               told.delivery_id::text as delivery_id, told.told_at as "told_at?",
               told.state as "state?", told.next_try_at as "next_try_at?",
               case when told.tried_at is not null then json_build_object(
                   'number', told.tried, 'at', told.tried_at, 'address', told.tried_address,
                   'status', told.tried_status, 'error', told.tried_error,
                   'milliseconds', told.tried_ms)::text
               end as last,
               counted.statuses as "statuses!", counted.numbers as "numbers!"
        from batch
        left join project using (project_id)
        left join batch_callback as told
          on told.batch_id = batch.batch_id
         and told.is_test = $2
        cross join lateral (
            select coalesce(array_agg(status), '{}') as statuses,
                   coalesce(array_agg(n), '{}') as numbers,
                   coalesce(sum(n), 0) as tasks,
                   coalesce(sum(n) filter (where status = any($3)), 0) as pending
            from (
                select status, n
                from task_count
                where team_id = $1
                  and is_test = $2
                  and batch_key = batch.batch_id
                union all
                select status, n
                from noted
                where batch_key = batch.batch_id
            ) as part
        ) as counted
        where batch.team_id = $1
          and (not batch.is_test or $2)
          and (batch.created_at, batch.batch_id)
              < (coalesce($4, 'infinity'::timestamptz), coalesce($5, 0))
          and ($6::text is null or project.name = $6)
          and ($7::text is null or batch.name ilike $7)
          and ($8::text is null or $8 = case
              when batch.finalized_at is null then 'staging'
              when counted.pending = 0 and counted.tasks > 0 then 'completed'
              else 'in_progress'
          end)
        order by batch.created_at desc, batch.batch_id desc
        limit $9
        "#,
        scope.team_id,
        scope.is_test,
        &[TaskStatus::Queued.code(), TaskStatus::InProgress.code()],
        before_at,
        before_id,
        link.project,
        (!link.text.is_empty()).then(|| part_pattern(&link.text)),
        link.status.map(BatchStatus::as_str),
        i64::from(limit) + 1,
    )
    .fetch_all(pool)
    .await?;
    let mut batches = rows
        .into_iter()
        .map(|row| {
            let last = row.last.as_deref().map(serde_json::from_str).transpose();
            let last = last.map_err(|_| unreadable("batch_callback"))?;
            let called = match (row.delivery_id, row.told_at, row.state) {
                (Some(delivery_id), Some(at), Some(state)) => Some(BatchCallback {
                    delivery_id,
                    at,
                    state: state.parse().map_err(|_| unreadable("state"))?,
                    next_try_at: row.next_try_at,
                    last,
                }),
                _ => None,
            };
            Ok(BatchRow {
                batch_id: row.batch_id,
                name: row.name,
                project: row.project,
                created_at: row.created_at,
                finalized_at: row.finalized_at,
                callback: row.callback,
                called,
                priority: row.priority,
                counts: counts(&row.statuses, &row.numbers)?,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let limit = limit as usize;
    let next = (batches.len() > limit)
        .then(|| batches[..limit].last().map(BatchRow::cursor))
        .flatten();
    batches.truncate(limit);
    Ok(BatchesPage { batches, next })
}

fn counts(statuses: &[i16], numbers: &[i64]) -> Result<StatusCounts> {
    statuses
        .iter()
        .zip(numbers)
        .map(|(code, number)| {
            let status = TaskStatus::from_code(*code).ok_or_else(|| unreadable("status"))?;
            Ok((status, *number))
        })
        .collect()
}
