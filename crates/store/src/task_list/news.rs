//! What came or changed since a list was read.

use domain::task_list::mark::MAX_NEWS;
use domain::task_list::{ListMark, TaskFilter};
use sqlx::PgPool;

use super::conditions::{Conditions, Sql};
use crate::{Result, Scope};

/// The mark of a list that is read now.
pub async fn mark(pool: &PgPool) -> Result<ListMark> {
    // The last entry of the primary key; numbers of other teams do no harm.
    let mark = sqlx::query!(
        r#"
        select clock_timestamp() as "at!", coalesce(max(seq), 0) as "seq!"
        from task
        "#
    )
    .fetch_one(pool)
    .await?;
    Ok(ListMark {
        at: mark.at,
        seq: mark.seq,
    })
}

/// How many of the tasks that `filter` shows came or changed after `mark`; counted to [`MAX_NEWS`].
pub async fn news(pool: &PgPool, scope: Scope, filter: &TaskFilter, mark: ListMark) -> Result<i64> {
    let conditions = Conditions::resolve(pool, scope, filter).await?;
    let mut sql = Sql::new("select count(*)\nfrom (\n  (select seq\n  from task\n  where ");
    // Served by task_by_updated.
    conditions.push_scope(&mut sql);
    sql.push("\n  and updated_at > ").push_bind(mark.at);
    conditions.push_all(&mut sql);
    sql.push("\n  order by updated_at\n  limit ")
        .push_bind(MAX_NEWS);
    // Served by the primary key.
    sql.push(")\n  union\n  (select seq\n  from task\n  where ");
    conditions.push_scope(&mut sql);
    sql.push("\n  and seq > ").push_bind(mark.seq);
    conditions.push_all(&mut sql);
    sql.push("\n  order by seq\n  limit ").push_bind(MAX_NEWS);
    sql.push(")\n) as news");
    let count: i64 = sql.build_query_scalar().fetch_one(pool).await?;
    Ok(count.min(MAX_NEWS))
}
