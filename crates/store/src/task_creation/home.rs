//! Where a new task belongs.

use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// A project and a batch, as a creation call names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// The batch's, where the call names a batch alone.
    pub project_id: Option<i32>,
    pub batch_id: Option<i32>,
    /// What the project fills in: text of a JSON object.
    pub params: String,
}

/// Looks up what a call names.
///
/// # Errors
/// [`Error::Invalid`] where the team does not have it, or the batch is of another project.
pub async fn home(
    pool: &PgPool,
    scope: Scope,
    project: Option<&str>,
    batch: Option<&str>,
) -> Result<Home> {
    let named = match project {
        Some(name) => Some(project_of(pool, scope, name).await?),
        None => None,
    };
    let (batch_id, implied) = match batch {
        Some(name) => {
            let (batch_id, project) = batch_of(pool, scope, name).await?;
            (Some(batch_id), project)
        }
        None => (None, None),
    };
    let id = |project: &Option<Project>| project.as_ref().map(|project| project.project_id);
    if let (Some(batch), Some(project)) = (batch, project)
        && id(&named) != id(&implied)
    {
        return Err(Error::Invalid(format!(
            "`batch` is `{batch}`, which does not belong to the project `{project}`; leave \
             `project` out, or name another batch"
        )));
    }
    let project = named.or(implied);
    Ok(Home {
        project_id: id(&project),
        batch_id,
        params: project.map_or_else(|| "{}".to_owned(), |project| project.params),
    })
}

struct Project {
    project_id: i32,
    /// The last version.
    params: String,
}

async fn project_of(pool: &PgPool, scope: Scope, name: &str) -> Result<Project> {
    // The unique index on (team_id, name), then the primary key of `project_params`.
    sqlx::query_as!(
        Project,
        r#"
        select project.project_id, coalesce(last.params, '{}') as "params!"
        from project
        left join lateral (
            select params::text as params
            from project_params
            where project_params.project_id = project.project_id
            order by version desc
            limit 1
        ) as last on true
        where project.team_id = $1
          and project.name = $2
          and (not project.is_test or $3)
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`project` is `{name}`, which the team does not have; create it with POST \
             /v1/projects, or name another"
        ))
    })
}

async fn batch_of(pool: &PgPool, scope: Scope, name: &str) -> Result<(i32, Option<Project>)> {
    // The unique index on (team_id, name), then the primary key of `project_params`.
    let found = sqlx::query!(
        r#"
        select batch.batch_id, batch.project_id, coalesce(last.params, '{}') as "params!"
        from batch
        left join lateral (
            select params::text as params
            from project_params
            where project_params.project_id = batch.project_id
            order by version desc
            limit 1
        ) as last on true
        where batch.team_id = $1
          and batch.name = $2
          and (not batch.is_test or $3)
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`batch` is `{name}`, which the team does not have; create it with POST /v1/batches, \
             or name another"
        ))
    })?;
    let params = found.params;
    let project = found
        .project_id
        .map(|project_id| Project { project_id, params });
    Ok((found.batch_id, project))
}
