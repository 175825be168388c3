//! Projects and batches of other servers, which tasks name.

use chrono::{DateTime, Utc};
use domain::TaskType;
use sqlx::PgPool;

use crate::database::begin;
use crate::test_names::{free_batch_names, free_project_names};
use crate::{Result, Scope};

/// A project as a source has it.
#[derive(Debug, Clone)]
pub struct PulledProject {
    pub name: String,
    pub task_type: Option<TaskType>,
    pub is_rapid: bool,
    pub is_studio: bool,
    pub created_at: Option<DateTime<Utc>>,
    /// Text of a JSON object each, with when it was set; oldest first.
    pub history: Vec<(String, Option<DateTime<Utc>>)>,
    /// Of the last of them.
    pub instruction: String,
}

/// Makes the project, or adds the versions of its parameters that are not here yet. One that has
/// more versions here was changed here, and stays as it is.
pub async fn keep_project(pool: &PgPool, scope: Scope, project: &PulledProject) -> Result<()> {
    let mut tx = begin(pool).await?;
    free_project_names(&mut tx, scope, std::slice::from_ref(&project.name)).await?;
    // The unique index on (team_id, name). A change of nothing locks the row that is there.
    let kept = sqlx::query!(
        r#"
        insert into project (
            team_id, name, task_type, instruction, is_rapid, is_studio, created_at, is_test)
        values ($1, $2, $3, '', $4, $5, coalesce($6, now()), $7)
        on conflict (team_id, name) do update
        set name = excluded.name
        returning project_id, is_test
        "#,
        scope.team_id,
        project.name,
        project.task_type.map(TaskType::code),
        project.is_rapid,
        project.is_studio,
        project.created_at,
        scope.is_test,
    )
    .fetch_one(&mut *tx)
    .await?;
    if kept.is_test != scope.is_test {
        // Test tasks may belong to a live project, which they do not change.
        return Ok(());
    }
    let project_id = kept.project_id;
    let (params, times): (Vec<&str>, Vec<Option<DateTime<Utc>>>) = project
        .history
        .iter()
        .map(|(params, at)| (params.as_str(), *at))
        .unzip();
    // Primary key of `project_params`.
    let added = sqlx::query!(
        r#"
        insert into project_params (project_id, version, params, created_at)
        select $1, place - 1, params::json, coalesce(created_at, now())
        from unnest($2::text[], $3::timestamptz[]) with ordinality
            as new (params, created_at, place)
        where place > (select count(*) from project_params where project_id = $1)
        "#,
        project_id,
        &params as _,
        &times as _,
    )
    .execute(&mut *tx)
    .await?
    .rows_affected();
    if added > 0 {
        sqlx::query!(
            "update project set instruction = $2 where project_id = $1",
            project_id,
            project.instruction,
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A batch as a source has it.
#[derive(Debug, Clone)]
pub struct PulledBatch {
    pub name: String,
    pub project: Option<String>,
    pub created_at: Option<DateTime<Utc>>,
    pub is_staged: bool,
    pub finalized_at: Option<DateTime<Utc>>,
    /// Text of a JSON object.
    pub metadata: String,
    pub is_calibration: bool,
    pub is_self_label: bool,
}

/// Makes the batch, or takes over its metadata and that it is finalized. Its callback is not called
/// from here: whoever waits for it hears of it from the source.
pub async fn keep_batch(pool: &PgPool, scope: Scope, batch: &PulledBatch) -> Result<()> {
    let finalized_at = (!batch.is_staged).then(|| {
        let known = batch.finalized_at.or(batch.created_at);
        known.unwrap_or_else(Utc::now)
    });
    let mut tx = begin(pool).await?;
    free_batch_names(&mut tx, scope, std::slice::from_ref(&batch.name)).await?;
    // The unique indexes on (team_id, name). A live batch stays as it is where test tasks name it.
    sqlx::query!(
        r#"
        insert into batch (
            team_id, project_id, name, created_at, finalized_at, metadata, is_calibration,
            is_self_label, is_test)
        values (
            $1,
            (select project_id
            from project
            where team_id = $1
              and name = $2
              and (not is_test or $9)),
            $3,
            coalesce($4, now()), $5, $6::text::json, $7, $8, $9)
        on conflict (team_id, name) do update
        set metadata = excluded.metadata,
            finalized_at = coalesce(batch.finalized_at, excluded.finalized_at),
            project_id = coalesce(batch.project_id, excluded.project_id)
        where batch.is_test = excluded.is_test
        "#,
        scope.team_id,
        batch.project,
        batch.name,
        batch.created_at,
        finalized_at,
        batch.metadata,
        batch.is_calibration,
        batch.is_self_label,
        scope.is_test,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}
