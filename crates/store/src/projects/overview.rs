//! Projects as their team sees them, with how far their tasks are.

use std::collections::HashMap;

use domain::audit::RejectPolicy;
use domain::project::{ParamsVersion, ProjectFacts, ProjectRow};
use domain::{StatusCounts, TaskStatus, TaskType};
use sqlx::PgPool;

use super::change::unknown;
use crate::row::unreadable;
use crate::{Error, Result, Scope};

/// The most projects that are listed.
const MAX_LISTED: i64 = 10_000;

/// All projects of the team by their names, each with its tasks in the mode of the scope.
pub async fn overview(pool: &PgPool, scope: Scope) -> Result<Vec<ProjectRow>> {
    read(pool, scope, None).await
}

/// The names of the team's projects in their order.
pub async fn names(pool: &PgPool, scope: Scope) -> Result<Vec<String>> {
    // The unique index on (team_id, name).
    let names = sqlx::query_scalar!(
        r#"
        select name
        from project
        where team_id = $1
          and (not is_test or $3)
        order by name
        limit $2
        "#,
        scope.team_id,
        MAX_LISTED,
        scope.is_test,
    )
    .fetch_all(pool)
    .await?;
    Ok(names)
}

/// One project.
///
/// # Errors
/// [`Error::NotFound`], also for one of another team.
pub async fn facts(pool: &PgPool, scope: Scope, project_id: i32) -> Result<ProjectFacts> {
    let project = read(pool, scope, Some(project_id)).await?.pop();
    let project = project.ok_or_else(|| unknown(project_id))?;
    // Read before what they name, so that a change in between is a conflict for whoever edits the
    // text. Primary key of `project_params`.
    let versions = sqlx::query_as!(
        ParamsVersion,
        "select version, created_at from project_params where project_id = $1 order by version",
        project_id,
    )
    .fetch_all(pool)
    .await?;
    let params = match versions.last() {
        Some(last) => params_of(pool, scope, project_id, last.version).await?,
        None => "{}".to_owned(),
    };
    // Primary key of `project`.
    let instruction = sqlx::query_scalar!(
        "select instruction from project where project_id = $1",
        project_id,
    )
    .fetch_one(pool)
    .await?;
    Ok(ProjectFacts {
        project,
        params,
        instruction,
        versions,
    })
}

/// A version of a project's parameters: text of a JSON object.
///
/// # Errors
/// [`Error::NotFound`], also for a project of another team.
pub async fn params_of(
    pool: &PgPool,
    scope: Scope,
    project_id: i32,
    version: i32,
) -> Result<String> {
    // Primary keys of `project` and `project_params`.
    sqlx::query_scalar!(
        r#"
        select params::text as "params!"
        from project_params
        join project using (project_id)
        where team_id = $1
          and project_id = $2
          and version = $3
        "#,
        scope.team_id,
        project_id,
        version,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "version of parameters",
        name: version.to_string(),
    })
}

async fn read(pool: &PgPool, scope: Scope, project_id: Option<i32>) -> Result<Vec<ProjectRow>> {
    // The unique index on (team_id, name), or the primary key; batches are counted by
    // batch_by_created.
    let rows = sqlx::query!(
        r#"
        select project_id, name, task_type, requeue_rejected, created_at,
               coalesce(batches.n, 0) as "batches!"
        from project
        left join (
            select project_id, count(*) as n
            from batch
            where team_id = $1
              and (not is_test or $4)
            group by project_id
        ) as batches using (project_id)
        where team_id = $1
          and ($2::int is null or project_id = $2)
          and (not is_test or $4)
        order by name
        limit $3
        "#,
        scope.team_id,
        project_id,
        MAX_LISTED,
        scope.is_test,
    )
    .fetch_all(pool)
    .await?;
    let mut counts = counts(pool, scope, project_id).await?;
    rows.into_iter()
        .map(|row| {
            let task_type = row
                .task_type
                .map(|code| TaskType::from_code(code).ok_or_else(|| unreadable("task_type")));
            Ok(ProjectRow {
                project_id: row.project_id,
                name: row.name,
                task_type: task_type.transpose()?,
                reject_policy: if row.requeue_rejected {
                    RejectPolicy::Requeue
                } else {
                    RejectPolicy::Keep
                },
                created_at: row.created_at,
                counts: counts.remove(&row.project_id).unwrap_or_default(),
                batches: row.batches,
            })
        })
        .collect()
}

/// By the kept counts, with the notes that are not folded yet.
async fn counts(
    pool: &PgPool,
    scope: Scope,
    project_id: Option<i32>,
) -> Result<HashMap<i32, StatusCounts>> {
    // Primary key of `task_count`, and task_count_delta_by_team.
    let rows = sqlx::query!(
        r#"
        select project_key as "project_id!", status as "status!", sum(n)::bigint as "n!"
        from (
            select project_key, status, n
            from task_count
            where team_id = $1
              and is_test = $2
            union all
            select project_key, status, n
            from task_count_delta
            where team_id = $1
              and is_test = $2
        ) as part
        where project_key <> 0
          and ($3::int is null or project_key = $3)
        group by project_key, status
        "#,
        scope.team_id,
        scope.is_test,
        project_id,
    )
    .fetch_all(pool)
    .await?;
    let mut counts: HashMap<i32, StatusCounts> = HashMap::new();
    for row in rows {
        let status = TaskStatus::from_code(row.status).ok_or_else(|| unreadable("status"))?;
        counts.entry(row.project_id).or_default().add(status, row.n);
    }
    Ok(counts)
}
