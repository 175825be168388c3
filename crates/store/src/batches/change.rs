//! New batches, and changes of those that are there.

use domain::record::PRIORITIES;
use sqlx::PgPool;

use crate::callbacks::allow_set;
use crate::database::begin;
use crate::test_names::free_batch_names;
use crate::{Error, Result, Scope};

/// A batch to be made; it is staged until it is finalized.
#[derive(Debug, Clone, Copy)]
pub struct NewBatch<'a> {
    pub name: &'a str,
    pub project: &'a str,
    /// An address, of the web or of mail; empty for none.
    pub callback: &'a str,
    /// Text of a JSON object.
    pub metadata: &'a str,
    pub is_calibration: bool,
    pub is_self_label: bool,
}

/// Makes a batch in a project.
///
/// # Errors
/// [`Error::Invalid`] where there is no such project, [`Error::Duplicate`] where the team has a
/// batch of that name.
pub async fn create(pool: &PgPool, scope: Scope, new: NewBatch<'_>) -> Result<()> {
    let mut tx = begin(pool).await?;
    // The unique indexes on (team_id, name).
    let project_id = sqlx::query_scalar!(
        r#"
        select project_id
        from project
        where team_id = $1
          and name = $2
          and (not is_test or $3)
        "#,
        scope.team_id,
        new.project,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`project` is `{}`, which the team does not have; create it with POST /v1/projects, or \
             name another",
            new.project
        ))
    })?;
    free_batch_names(&mut tx, scope, &[new.name.to_owned()]).await?;
    let made = sqlx::query_scalar!(
        r#"
        with made as (
            insert into batch (
                team_id, project_id, name, finalized_at, callback, metadata, is_calibration,
                is_self_label, is_test)
            values ($1, $2, $3, null, $4, $5::text::json, $6, $7, $8)
            on conflict (team_id, name) do nothing
            returning batch_id, team_id, callback
        ), told as (
            insert into batch_callback (batch_id, is_test, team_id)
            select batch_id, is_test, team_id
            from made
            cross join (values (false), (true)) as mode (is_test)
            where callback <> ''
              and (mode.is_test or not $8)
        )
        select count(*) as "made!"
        from made
        "#,
        scope.team_id,
        project_id,
        new.name,
        new.callback,
        new.metadata,
        new.is_calibration,
        new.is_self_label,
        scope.is_test,
    )
    .fetch_one(&mut *tx)
    .await?;
    if made == 0 {
        return Err(Error::Duplicate {
            what: "batch",
            name: new.name.to_owned(),
        });
    }
    allow_set(&mut tx, scope, new.callback).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets the tasks of a batch be worked on. A batch that is finalized stays so.
///
/// # Errors
/// [`Error::Forbidden`] where the scope is of test tasks and the batch is live.
pub async fn finalize(pool: &PgPool, scope: Scope, name: &str) -> Result<()> {
    // The unique index on (team_id, name).
    let found = sqlx::query!(
        r#"
        update batch
        set finalized_at = coalesce(finalized_at, now())
        where team_id = $1
          and name = $2
          and is_test = $3
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .execute(pool)
    .await?
    .rows_affected();
    is_changed(pool, scope, found, name).await
}

/// Decides how early the tasks of a batch are claimed: before all tasks of batches of lower priority.
pub async fn set_priority(pool: &PgPool, scope: Scope, name: &str, priority: i16) -> Result<()> {
    if !PRIORITIES.contains(&priority) {
        return Err(Error::Invalid(format!(
            "`priority` is {priority}; give a whole number from {} to {}",
            PRIORITIES.start(),
            PRIORITIES.end()
        )));
    }
    let mut tx = begin(pool).await?;
    // The unique index on (team_id, name). Tasks that come into the queue meanwhile wait for this
    // lock, and then take the new priority.
    let batch_id = sqlx::query_scalar!(
        r#"
        select batch_id
        from batch
        where team_id = $1
          and name = $2
          and is_test = $3
        for update
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(batch_id) = batch_id else {
        return is_changed(pool, scope, 0, name).await;
    };
    sqlx::query!(
        "update batch set priority = $2 where batch_id = $1",
        batch_id,
        priority,
    )
    .execute(&mut *tx)
    .await?;
    // task_by_batch, of live and of test tasks; 0 is the code of queued ones.
    sqlx::query!(
        r#"
        update task
        set batch_priority = $3
        where team_id = $1
          and is_test in (false, true)
          and batch_key = $2
          and status = 0
          and batch_priority <> $3
        "#,
        scope.team_id,
        batch_id,
        priority,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Replaces a batch's metadata; `metadata` is the text of a JSON object.
pub async fn set_metadata(pool: &PgPool, scope: Scope, name: &str, metadata: &str) -> Result<()> {
    // The unique index on (team_id, name).
    let found = sqlx::query!(
        r#"
        update batch
        set metadata = $3::text::json
        where team_id = $1
          and name = $2
          and is_test = $4
        "#,
        scope.team_id,
        name,
        metadata,
        scope.is_test,
    )
    .execute(pool)
    .await?
    .rows_affected();
    is_changed(pool, scope, found, name).await
}

/// Where no row was changed, says why.
async fn is_changed(pool: &PgPool, scope: Scope, rows: u64, name: &str) -> Result<()> {
    if rows > 0 {
        return Ok(());
    }
    // The unique index on (team_id, name).
    let is_test = sqlx::query_scalar!(
        r#"
        select is_test
        from batch
        where team_id = $1
          and name = $2
          and (not is_test or $3)
        "#,
        scope.team_id,
        name,
        scope.is_test,
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "batch",
        name: name.to_owned(),
    })?;
    scope.may_change("batch", name, is_test)
}
