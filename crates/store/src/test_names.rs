//! Names of projects and batches that were made in test mode give way to live ones.
//!
//! A name is one project's, of both modes. Whoever makes a live one of a name that a test key took
//! gets the name, so that a test key can keep none from live tasks; the other is renamed, with its test
//! tasks in it.

use sqlx::PgConnection;

use crate::{Result, Scope};

/// Makes the names of new projects free.
pub(crate) async fn free_project_names(
    tx: &mut PgConnection,
    scope: Scope,
    names: &[String],
) -> Result<()> {
    if scope.is_test {
        return Ok(());
    }
    // The unique index on (team_id, name).
    sqlx::query!(
        r#"
        update project
        set name = name || ' (test ' || left(gen_random_uuid()::text, 8) || ')'
        where team_id = $1
          and name = any($2)
          and is_test
        "#,
        scope.team_id,
        names,
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the names of new batches free.
pub(crate) async fn free_batch_names(
    tx: &mut PgConnection,
    scope: Scope,
    names: &[String],
) -> Result<()> {
    if scope.is_test {
        return Ok(());
    }
    // The unique index on (team_id, name).
    sqlx::query!(
        r#"
        update batch
        set name = name || ' (test ' || left(gen_random_uuid()::text, 8) || ')'
        where team_id = $1
          and name = any($2)
          and is_test
        "#,
        scope.team_id,
        names,
    )
    .execute(tx)
    .await?;
    Ok(())
}
