//! Which tags there are.

use sqlx::PgPool;

use crate::{Result, Scope};

/// The tags that the scope's tasks have, by name.
pub async fn tags(pool: &PgPool, scope: Scope) -> Result<Vec<String>> {
    // Primary key of task_tag_count, and task_tag_count_delta_by_team.
    let tags = sqlx::query_scalar!(
        r#"
        select tag as "tag!"
        from (
            select tag, n
            from task_tag_count
            where team_id = $1
              and is_test = $2
            union all
            select tag, n
            from task_tag_count_delta
            where team_id = $1
              and is_test = $2
        ) as part
        group by tag
        having sum(n) > 0
        order by tag
        "#,
        scope.team_id,
        scope.is_test,
    )
    .fetch_all(pool)
    .await?;
    Ok(tags)
}
