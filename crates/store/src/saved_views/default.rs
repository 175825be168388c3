//! The view that a person's Tasks tab opens with.

use sqlx::PgPool;

use crate::{Error, Result, Scope};

/// Makes a view that the person sees their default; `None`: they have no default any more.
pub async fn set_default(
    pool: &PgPool,
    scope: Scope,
    account_id: i32,
    view_id: Option<i32>,
) -> Result<()> {
    let Some(view_id) = view_id else {
        sqlx::query!(
            r#"
            delete from default_view
            where team_id = $1
              and account_id = $2
            "#,
            scope.team_id,
            account_id,
        )
        .execute(pool)
        .await?;
        return Ok(());
    };
    let set = sqlx::query!(
        r#"
        insert into default_view (team_id, account_id, view_id)
        select $1, $2, view_id
        from saved_view
        where view_id = $3
          and team_id = $1
          and (account_id = $2 or is_shared)
        on conflict (team_id, account_id)
        do update set view_id = excluded.view_id
        "#,
        scope.team_id,
        account_id,
        view_id,
    )
    .execute(pool)
    .await?;
    if set.rows_affected() == 1 {
        return Ok(());
    }
    Err(Error::NotFound {
        what: "view",
        name: view_id.to_string(),
    })
}

/// The query string of the person's default view, if they have one.
pub async fn default_query(pool: &PgPool, scope: Scope, account_id: i32) -> Result<Option<String>> {
    // Primary keys of both tables.
    let query = sqlx::query_scalar!(
        r#"
        select query
        from default_view
        join saved_view using (view_id)
        where default_view.team_id = $1
          and default_view.account_id = $2
          and (saved_view.account_id = $2 or saved_view.is_shared)
        "#,
        scope.team_id,
        account_id,
    )
    .fetch_optional(pool)
    .await?;
    Ok(query)
}
