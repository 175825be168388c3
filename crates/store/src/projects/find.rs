//! Projects by their names.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::TaskType;
use sqlx::PgPool;

use crate::row::unreadable;
use crate::{Error, Result, Scope};

/// A project of a team.
#[derive(Debug, Clone)]
pub struct Project {
    pub project_id: i32,
    pub name: String,
    pub task_type: Option<TaskType>,
    pub is_rapid: bool,
    pub is_studio: bool,
    pub created_at: DateTime<Utc>,
    /// Oldest first.
    pub history: Vec<ProjectParams>,
}

/// A version of a project's parameters.
#[derive(Debug, Clone)]
pub struct ProjectParams {
    /// The first is 0.
    pub version: i32,
    /// Text of a JSON object.
    pub params: String,
    pub created_at: DateTime<Utc>,
}

impl Project {
    /// The parameters that new tasks get: text of a JSON object.
    pub fn params(&self) -> &str {
        self.history.last().map_or("{}", |last| &last.params)
    }
}

/// The most projects that are listed.
const MAX_LISTED: i64 = 10_000;

/// All projects of the team, the oldest first.
pub async fn list(pool: &PgPool, scope: Scope) -> Result<Vec<Project>> {
    read(pool, scope, None).await
}

/// The project of that name.
///
/// # Errors
/// [`Error::NotFound`], also for one of another team.
pub async fn find(pool: &PgPool, scope: Scope, name: &str) -> Result<Project> {
    let found = read(pool, scope, Some(name)).await?;
    found.into_iter().next().ok_or_else(|| Error::NotFound {
        what: "project",
        name: name.to_owned(),
    })
}

async fn read(pool: &PgPool, scope: Scope, name: Option<&str>) -> Result<Vec<Project>> {
    // The unique index on (team_id, name).
    let rows = sqlx::query!(
        r#"
        select project_id, name, task_type, is_rapid, is_studio, created_at
        from project
        where team_id = $1
          and ($2::text is null or name = $2)
          and (not is_test or $4)
        order by project_id
        limit $3
        "#,
        scope.team_id,
        name,
        MAX_LISTED,
        scope.is_test,
    )
    .fetch_all(pool)
    .await?;
    let ids: Vec<i32> = rows.iter().map(|row| row.project_id).collect();
    let mut histories = histories(pool, &ids).await?;
    rows.into_iter()
        .map(|row| {
            let task_type = row
                .task_type
                .map(|code| TaskType::from_code(code).ok_or_else(|| unreadable("task_type")));
            Ok(Project {
                project_id: row.project_id,
                name: row.name,
                task_type: task_type.transpose()?,
                is_rapid: row.is_rapid,
                is_studio: row.is_studio,
                created_at: row.created_at,
                history: histories.remove(&row.project_id).unwrap_or_default(),
            })
        })
        .collect()
}

async fn histories(pool: &PgPool, ids: &[i32]) -> Result<HashMap<i32, Vec<ProjectParams>>> {
    // Primary key of `project_params`.
    let rows = sqlx::query!(
        r#"
        select project_id, version, params::text as "params!", created_at
        from project_params
        where project_id = any($1)
        order by project_id, version
        "#,
        ids,
    )
    .fetch_all(pool)
    .await?;
    let mut histories: HashMap<i32, Vec<ProjectParams>> = HashMap::new();
    for row in rows {
        histories
            .entry(row.project_id)
            .or_default()
            .push(ProjectParams {
                version: row.version,
                params: row.params,
                created_at: row.created_at,
            });
    }
    Ok(histories)
}
