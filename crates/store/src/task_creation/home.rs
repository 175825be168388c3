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
        Some(name) => Some(project_id(pool, scope, name).await?),
        None => None,
    };
    let (batch_id, implied) = match batch {
        Some(name) => batch_of(pool, scope, name).await?,
        None => (None, None),
    };
    if let (Some(batch), Some(project)) = (batch, project)
        && named != implied
    {
        return Err(Error::Invalid(format!(
            "`batch` is `{batch}`, which does not belong to the project `{project}`; leave \
             `project` out, or name another batch"
        )));
    }
    let project_id = named.or(implied);
    Ok(Home {
        project_id,
        batch_id,
        params: params(pool, project_id).await?,
    })
}

async fn project_id(pool: &PgPool, scope: Scope, name: &str) -> Result<i32> {
    // The unique index on (team_id, name).
    sqlx::query_scalar!(
        "select project_id from project where team_id = $1 and name = $2",
        scope.team_id,
        name,
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

async fn batch_of(pool: &PgPool, scope: Scope, name: &str) -> Result<(Option<i32>, Option<i32>)> {
    // The unique index on (team_id, name).
    let found = sqlx::query!(
        "select batch_id, project_id from batch where team_id = $1 and name = $2",
        scope.team_id,
        name,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`batch` is `{name}`, which the team does not have; create it with POST /v1/batches, \
             or name another"
        ))
    })?;
    Ok((Some(found.batch_id), found.project_id))
}

async fn params(pool: &PgPool, project_id: Option<i32>) -> Result<String> {
    // Primary key of `project_params`.
    let params = sqlx::query_scalar!(
        r#"
        select params::text as "params!"
        from project_params
        where project_id = $1
        order by version desc
        limit 1
        "#,
        project_id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(params.unwrap_or_else(|| "{}".to_owned()))
}
