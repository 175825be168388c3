//! How many tasks each tag would show.

use domain::task_list::TaskFilter;
use sqlx::PgPool;

use super::conditions::{Conditions, Sql};
use super::tags;
use crate::{Result, Scope};

/// The scope's tags by name, each with how many tasks it would show under the rest of the filter.
pub async fn tag_counts(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
) -> Result<Vec<(String, i64)>> {
    let names = tags(pool, scope).await?;
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // A task passes with any tag, so all tags let through the tagged tasks, by task_by_tag.
    let tagged = TaskFilter {
        tag: names.clone(),
        ..filter.clone()
    };
    let conditions = Conditions::resolve(pool, scope, &tagged).await?;
    let mut sql =
        Sql::new("select tag, count(*)\nfrom task\ncross join lateral unnest(tags) as tag\nwhere ");
    conditions.push_scope(&mut sql);
    conditions.push_all(&mut sql);
    sql.push("\ngroup by tag");
    let counts: Vec<(String, i64)> = sql.build_query_as().fetch_all(pool).await?;
    Ok(names
        .into_iter()
        .map(|name| {
            let count = counts.iter().find(|(tag, _)| *tag == name);
            let count = count.map_or(0, |(_, count)| *count);
            (name, count)
        })
        .collect())
}
