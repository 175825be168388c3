//! A page of whole tasks, as the API gives it.

use domain::record::WholeTask;
use domain::task_list::{Cursor, Sort, TaskFilter};
use sqlx::PgPool;

use super::conditions::{Conditions, Sql};
use super::page::List;
use super::walk::{Start, Way};
use crate::export::{Depth, whole_by_seq};
use crate::{Result, Scope};

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    pub filter: &'a TaskFilter,
    /// A task passes with any of them; all pass where it is empty.
    pub unique_ids: &'a [String],
    /// Tasks behind this place, newest first.
    pub after: Option<Cursor>,
    pub limit: u32,
    /// Without `params` and responses.
    pub is_shallow: bool,
}

/// Tasks, the newest first.
#[derive(Debug, Clone)]
pub struct WholePage {
    pub tasks: Vec<WholeTask>,
    /// Of all pages.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<Cursor>,
}

/// A page of the team's tasks. A task keeps its place in this order for good, so that none comes
/// twice over the pages and none is left out, whatever comes in meanwhile.
pub async fn whole_page(pool: &PgPool, scope: Scope, asked: Asked<'_>) -> Result<WholePage> {
    let sort = Sort::default();
    let mut conditions = Conditions::resolve(pool, scope, asked.filter).await?;
    conditions.unique_id = asked.unique_ids.to_vec();
    let start = asked
        .after
        .map(|cursor| Start::behind(cursor, sort))
        .transpose()?;
    let total = total(pool, &conditions).await?;
    let list = List {
        pool,
        conditions,
        sort,
    };
    // One row more than asked for tells whether the list goes on.
    let mut rows = list
        .rows(Way::Forward, start.as_ref(), 0, asked.limit + 1)
        .await?;
    let goes_on = rows.len() > asked.limit as usize;
    rows.truncate(asked.limit as usize);
    let next = rows.last().filter(|_| goes_on).map(|row| row.cursor(sort));
    let seqs: Vec<i64> = rows.iter().map(|row| row.seq).collect();
    let depth = if asked.is_shallow {
        Depth::Shallow
    } else {
        Depth::Whole
    };
    Ok(WholePage {
        tasks: whole_by_seq(pool, scope, &seqs, depth).await?,
        total,
        next,
    })
}

/// How many tasks fulfil the conditions: by the counts where they know, else by the tasks.
async fn total(pool: &PgPool, conditions: &Conditions) -> Result<i64> {
    let mut sql;
    if conditions.beyond_counts() || !conditions.created.is_open() {
        // Served as the lists that are filtered so.
        sql = Sql::new("select count(*) from task where ");
        conditions.push_scope(&mut sql);
        conditions.push_all(&mut sql);
    } else {
        // Served by task_count_by_batch for a batch, else by the primary key of task_count; and by
        // task_count_delta_by_team.
        sql = Sql::new("select coalesce(sum(n), 0)::bigint from (");
        for (place, table) in ["task_count", "task_count_delta"].into_iter().enumerate() {
            sql.push(if place == 0 { "" } else { " union all " });
            sql.push("select n from ").push(table).push(" where ");
            conditions.push_scope(&mut sql);
            conditions.push_counted(&mut sql);
        }
        sql.push(") as part");
    }
    Ok(sql.build_query_scalar().fetch_one(pool).await?)
}
