//! Type-ahead over the names of batches.

use sqlx::PgPool;

use super::conditions::part_pattern;
use crate::{Result, Scope};

/// The first `limit` batches whose name contains `text` in any letter case, each with the number of
/// its tasks; those that begin with it come first, then by name. Empty text matches all.
pub async fn batches(
    pool: &PgPool,
    scope: Scope,
    text: &str,
    limit: u32,
) -> Result<Vec<(String, i64)>> {
    let text = text.trim().to_lowercase();
    // Names are served by batch_by_name_part (texts under three characters by the unique index on
    // team and name), counts by task_count_by_batch and task_count_delta_by_team.
    let found = sqlx::query!(
        r#"
        select found.name, coalesce(sum(part.n), 0)::bigint as "n!"
        from (
            select batch_id, name, starts_with(lower(name), $5) as begins
            from batch
            where team_id = $1
              and (not is_test or $2)
              and name ilike $3
            order by begins desc, name
            limit $4
        ) as found
        left join lateral (
            select n
            from task_count
            where team_id = $1
              and is_test = $2
              and batch_key = found.batch_id
            union all
            select n
            from task_count_delta
            where team_id = $1
              and is_test = $2
              and batch_key = found.batch_id
        ) as part on true
        group by found.name, found.begins
        order by found.begins desc, found.name
        "#,
        scope.team_id,
        scope.is_test,
        part_pattern(&text),
        i64::from(limit),
        text,
    )
    .fetch_all(pool)
    .await?;
    Ok(found
        .into_iter()
        .map(|batch| (batch.name, batch.n))
        .collect())
}
