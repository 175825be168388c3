//! Makes, renames, shares, orders and deletes views.

use domain::saved_view::{MAX_VIEWS, clean_name};
use sqlx::PgPool;

use crate::database::begin;
use crate::{Error, Result, Scope};

/// Keeps a filter under a name, behind the person's other views; answers with its id.
///
/// # Errors
/// [`Error::Duplicate`] if the person has a view of that name, [`Error::Invalid`] for a name that
/// will not do or one view too many.
pub async fn create(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    name: &str,
    query: &str,
    is_shared: bool,
) -> Result<i32> {
    let name = cleaned(name)?;
    // Served by saved_view_by_name.
    let view_id = sqlx::query_scalar!(
        r#"
        insert into saved_view (team_id, account_id, name, query, is_shared, position)
        select $1, $2, $3, $4, $5, coalesce(max(position), 0) + 1
        from saved_view
        where team_id = $1
          and account_id = $2
        having count(*) < $6
        returning view_id
        "#,
        scope.team_id,
        account_id,
        name,
        query,
        is_shared,
        MAX_VIEWS as i64,
    )
    .fetch_optional(pool)
    .await
    .map_err(|error| taken(error, name))?;
    view_id.ok_or_else(|| {
        Error::Invalid(format!(
            "you have {MAX_VIEWS} views already; delete one you no longer need"
        ))
    })
}

pub async fn rename(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    view_id: i32,
    name: &str,
) -> Result<()> {
    let name = cleaned(name)?;
    let renamed = sqlx::query!(
        r#"
        update saved_view
        set name = $4
        where view_id = $3
          and team_id = $1
          and account_id = $2
        "#,
        scope.team_id,
        account_id,
        view_id,
        name,
    )
    .execute(pool)
    .await
    .map_err(|error| taken(error, name))?;
    one(renamed.rows_affected(), view_id)
}

/// Shows a view to the team, or to its maker only; then it is nobody else's default any more.
pub async fn set_shared(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    view_id: i32,
    is_shared: bool,
) -> Result<()> {
    let mut tx = begin(pool).await?;
    let changed = sqlx::query!(
        r#"
        update saved_view
        set is_shared = $4
        where view_id = $3
          and team_id = $1
          and account_id = $2
        "#,
        scope.team_id,
        account_id,
        view_id,
        is_shared,
    )
    .execute(&mut *tx)
    .await?;
    one(changed.rows_affected(), view_id)?;
    if !is_shared {
        sqlx::query!(
            r#"
            delete from default_view
            where team_id = $1
              and account_id <> $2
              and view_id = $3
            "#,
            scope.team_id,
            account_id,
            view_id,
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

pub async fn delete(pool: &PgPool, scope: Scope, account_id: i32, view_id: i32) -> Result<()> {
    let deleted = sqlx::query!(
        r#"
        delete from saved_view
        where view_id = $3
          and team_id = $1
          and account_id = $2
        "#,
        scope.team_id,
        account_id,
        view_id,
    )
    .execute(pool)
    .await?;
    one(deleted.rows_affected(), view_id)
}

/// Puts the person's views into this order; ids that are not theirs are passed over, and views
/// that are not named stay where they were among each other, behind the named ones.
pub async fn reorder(pool: &PgPool, scope: Scope, account_id: i32, view_ids: &[i32]) -> Result<()> {
    sqlx::query!(
        r#"
        update saved_view
        set position = placed.position
        from (
            select view_id,
                   row_number() over (order by given.place nulls last, saved_view.position, view_id) as position
            from saved_view
            left join unnest($3::int[]) with ordinality as given (view_id, place) using (view_id)
            where team_id = $1
              and account_id = $2
        ) as placed
        where saved_view.view_id = placed.view_id
        "#,
        scope.team_id,
        account_id,
        view_ids,
    )
    .execute(pool)
    .await?;
    Ok(())
}

fn cleaned(name: &str) -> Result<&str> {
    clean_name(name).map_err(|error| Error::Invalid(error.to_string()))
}

fn taken(error: sqlx::Error, name: &str) -> Error {
    match error.as_database_error() {
        Some(database) if database.is_unique_violation() => Error::Duplicate {
            what: "view",
            name: name.to_owned(),
        },
        _ => error.into(),
    }
}

fn one(changed: u64, view_id: i32) -> Result<()> {
    if changed == 1 {
        return Ok(());
    }
    Err(Error::NotFound {
        what: "view of yours",
        name: view_id.to_string(),
    })
}
