//! Which views a person sees.

use domain::SavedView;
use sqlx::PgPool;

use crate::{Result, Scope};

/// The person's own views in their order, then those that others share, by name.
pub async fn list(pool: &PgPool, scope: Scope, account_id: i32) -> Result<Vec<SavedView>> {
    // Served by saved_view_by_name; a team has few.
    let views = sqlx::query_as!(
        SavedView,
        r#"
        select view.view_id, view.name, view.query, view.is_shared,
               view.account_id = $2 as "is_own!",
               account.name as owner,
               default_view.view_id is not null as "is_default!"
        from saved_view as view
        join account using (account_id)
        left join default_view
               on default_view.team_id = view.team_id
              and default_view.account_id = $2
              and default_view.view_id = view.view_id
        where view.team_id = $1
          and (view.account_id = $2 or view.is_shared)
        order by view.account_id = $2 desc,
                 case when view.account_id = $2 then view.position end,
                 view.name, view.view_id
        "#,
        scope.team_id,
        account_id,
    )
    .fetch_all(pool)
    .await?;
    Ok(views)
}
