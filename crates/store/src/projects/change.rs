//! New projects, and new parameters of those that are there.

use domain::TaskType;
use domain::audit::RejectPolicy;
use domain::record::{RawFields, object};
use sqlx::{PgConnection, PgPool};

use crate::callbacks::allow_set_by_params;
use crate::database::begin;
use crate::test_names::free_project_names;
use crate::{Error, Result, Scope, off_worker};

/// The most bytes that the parameters of a project have after any number of patches: each task that
/// is made reads them.
pub const MAX_PARAMS_BYTES: usize = 2 << 20;

/// A project to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewProject<'a> {
    pub name: &'a str,
    pub task_type: TaskType,
    /// Text of a JSON object.
    pub params: &'a str,
    pub is_rapid: bool,
    pub is_studio: bool,
}

/// Makes a project, and answers with its id.
///
/// # Errors
/// [`Error::Duplicate`] where the team has one of that name.
pub async fn create(pool: &PgPool, scope: Scope, new: NewProject<'_>) -> Result<i32> {
    let mut tx = begin(pool).await?;
    free_project_names(&mut tx, scope, &[new.name.to_owned()]).await?;
    let project_id = sqlx::query_scalar!(
        r#"
        insert into project (team_id, name, task_type, instruction, is_rapid, is_studio, is_test)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (team_id, name) do nothing
        returning project_id
        "#,
        scope.team_id,
        new.name,
        new.task_type.code(),
        instruction(new.params),
        new.is_rapid,
        new.is_studio,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::Duplicate {
        what: "project",
        name: new.name.to_owned(),
    })?;
    add_version(&mut tx, project_id, new.params).await?;
    allow_set_by_params(&mut tx, scope, new.params).await?;
    tx.commit().await?;
    Ok(project_id)
}

/// What new parameters do to the present ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Params<'a> {
    /// They take their place.
    Replace(&'a str),
    /// Those that they do not name stay.
    Patch(&'a str),
}

/// Sets a project's parameters, for the tasks that are made from now on. Both are texts of JSON
/// objects; what was is kept as a version.
///
/// # Errors
/// [`Error::Forbidden`] where the scope is of test tasks and the project is live.
pub async fn set_params(pool: &PgPool, scope: Scope, name: &str, params: Params<'_>) -> Result<()> {
    let mut tx = begin(pool).await?;
    // The unique index on (team_id, name). The lock lets one change wait for the other.
    let project = sqlx::query!(
        r#"
        select project_id, is_test
        from project
        where team_id = $1
          and name = $2
          and (not is_test or $3)
        for no key update
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "project",
        name: name.to_owned(),
    })?;
    scope.may_change("project", name, project.is_test)?;
    change_locked(&mut tx, scope, project.project_id, params).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the parameters of a project as its editor saw it, at `version` (`None`: before there was
/// any).
///
/// # Errors
/// [`Error::Stale`] where there is a newer version.
pub async fn edit_params(
    pool: &PgPool,
    scope: Scope,
    project_id: i32,
    version: Option<i32>,
    params: Params<'_>,
) -> Result<()> {
    let mut tx = begin(pool).await?;
    // Primary key of `project`. The lock lets one change wait for the other.
    let name = sqlx::query_scalar!(
        r#"
        select name
        from project
        where team_id = $1
          and project_id = $2
          and is_test = $3
        for no key update
        "#,
        scope.team_id,
        project_id,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| unknown(project_id))?;
    // Primary key of `project_params`.
    let present = sqlx::query_scalar!(
        "select max(version) from project_params where project_id = $1",
        project_id,
    )
    .fetch_one(&mut *tx)
    .await?;
    if present != version {
        return Err(Error::Stale {
            what: "project",
            name,
        });
    }
    change_locked(&mut tx, scope, project_id, params).await?;
    tx.commit().await?;
    Ok(())
}

/// Decides what happens to the tasks of a project that are rejected from now on.
pub async fn set_reject_policy(
    pool: &PgPool,
    scope: Scope,
    project_id: i32,
    policy: RejectPolicy,
) -> Result<()> {
    // Primary key of `project`.
    let found = sqlx::query!(
        r#"
        update project
        set requeue_rejected = $3
        where team_id = $1
          and project_id = $2
          and is_test = $4
        "#,
        scope.team_id,
        project_id,
        policy == RejectPolicy::Requeue,
        scope.is_test,
    )
    .execute(pool)
    .await?
    .rows_affected();
    if found == 0 {
        return Err(unknown(project_id));
    }
    Ok(())
}

pub(super) fn unknown(project_id: i32) -> Error {
    Error::NotFound {
        what: "project",
        name: project_id.to_string(),
    }
}

async fn change_locked(
    tx: &mut PgConnection,
    scope: Scope,
    project_id: i32,
    params: Params<'_>,
) -> Result<()> {
    let params = match params {
        Params::Replace(params) => params.to_owned(),
        Params::Patch(patch) => {
            let present = present(&mut *tx, project_id).await?;
            let patch = patch.to_owned();
            let bytes = present.len() + patch.len();
            off_worker(bytes, move |_| patched(&present, &patch)).await??
        }
    };
    let (params, instruction) = off_worker(params.len(), move |_| {
        let instruction = instruction(&params);
        (params, instruction)
    })
    .await?;
    sqlx::query!(
        "update project set instruction = $2 where project_id = $1",
        project_id,
        instruction,
    )
    .execute(&mut *tx)
    .await?;
    allow_set_by_params(&mut *tx, scope, &params).await?;
    add_version(tx, project_id, &params).await
}

async fn present(tx: &mut PgConnection, project_id: i32) -> Result<String> {
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
    .fetch_optional(tx)
    .await?;
    Ok(params.unwrap_or_else(|| "{}".to_owned()))
}

async fn add_version(tx: &mut PgConnection, project_id: i32, params: &str) -> Result<()> {
    sqlx::query!(
        r#"
        insert into project_params (project_id, version, params)
        select $1, coalesce(max(version) + 1, 0), $2::text::json
        from project_params
        where project_id = $1
        "#,
        project_id,
        params,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// The present fields in their order, as they are spelled, with new values in their places and new
/// fields behind them.
fn patched(present: &str, patch: &str) -> Result<String> {
    let invalid =
        |error: serde_json::Error| Error::Invalid(format!("`params` is not JSON: {error}"));
    let present = RawFields::parse(present).map_err(invalid)?;
    let patch = RawFields::parse(patch).map_err(invalid)?;
    let kept = present.iter().filter(|(name, _)| !patch.has(name));
    let params = object(
        kept.chain(patch.iter())
            .map(|(name, text)| (name, text.get())),
    );
    if params.len() > MAX_PARAMS_BYTES {
        return Err(Error::Invalid(format!(
            "`params` would have {} bytes; shorten them to {MAX_PARAMS_BYTES}",
            params.len()
        )));
    }
    Ok(params)
}

/// What labelers read, where the parameters have it.
fn instruction(params: &str) -> String {
    RawFields::parse(params)
        .ok()
        .and_then(|fields| serde_json::from_str::<String>(fields.get("instruction")?.get()).ok())
        // PostgreSQL's text holds every character but this one.
        .map(|text| text.replace('\0', ""))
        .unwrap_or_default()
}
