//! The tasks around one in the list its reader came from.

use domain::task_detail::Neighbours;
use domain::task_list::{Sort, TaskFilter, TaskRow};
use sqlx::PgPool;

use super::conditions::Conditions;
use super::page::List;
use super::walk::{Start, Way};
use crate::{Result, Scope};

/// The tasks just before and after `row` in the list that `filter` and `sort` make. The row itself
/// need not be in the list: an audit may have taken it out while it was looked at.
pub async fn neighbours(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
    sort: Sort,
    row: &TaskRow,
) -> Result<Neighbours> {
    let list = List {
        pool,
        conditions: Conditions::resolve(pool, scope, filter).await?,
        sort,
    };
    // Each a walk of one step, by the index that serves the list's pages.
    let start = Start::behind(row.cursor(sort), sort)?;
    let mut previous = list.rows(Way::Backward, Some(&start), 0, 1).await?;
    let mut next = list.rows(Way::Forward, Some(&start), 0, 1).await?;
    Ok(Neighbours {
        previous: previous.pop().map(|row| row.task_id),
        next: next.pop().map(|row| row.task_id),
    })
}
