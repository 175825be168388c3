//! One page of the list, found by index however deep it lies.

use domain::task_list::{Page, PageAt, Sort, TaskFilter, TaskRow};
use sqlx::PgPool;

use super::conditions::Conditions;
use super::route::routes;
use super::row_record::RowRecord;
use super::walk::{Start, Walk, Way};
use crate::{Error, Result, Scope};

/// The most rows a page may have.
pub const MAX_PAGE: u32 = 1000;

/// The rows at `at` of the list that `filter` and `sort` make, at most `limit` (1 to
/// [`MAX_PAGE`]) of them, in list order.
///
/// [`Error::Invalid`] for a place that belongs to another order.
pub async fn page(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
    sort: Sort,
    at: PageAt,
    limit: u32,
) -> Result<Page> {
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Error::Invalid(format!(
            "`limit` is {limit}; ask for 1 to {MAX_PAGE} tasks a page"
        )));
    }
    let skip = match at {
        PageAt::Skip(count) => count,
        _ => 0,
    };
    let (way, start) = match at {
        PageAt::Top | PageAt::Skip(_) => (Way::Forward, None),
        PageAt::After(cursor) => (Way::Forward, Some(Start::behind(cursor, sort)?)),
        PageAt::From(cursor) => (Way::Forward, Some(Start::on(cursor, sort)?)),
        PageAt::Before(cursor) => (Way::Backward, Some(Start::behind(cursor, sort)?)),
    };
    let list = List {
        pool,
        conditions: Conditions::resolve(pool, scope, filter).await?,
        sort,
    };

    // One row more than asked for tells whether the list goes on.
    let mut rows = list.rows(way, start.as_ref(), skip, limit + 1).await?;
    let goes_on = rows.len() > limit as usize;
    rows.truncate(limit as usize);
    let lies_behind = match start {
        None => skip > 0 && !rows.is_empty(),
        Some(start) => {
            let back = match rows.first() {
                Some(row) => Start::behind(row.cursor(sort), sort)?,
                None => start.complement(),
            };
            !list.rows(way.back(), Some(&back), 0, 1).await?.is_empty()
        }
    };
    Ok(match way {
        Way::Forward => Page {
            rows,
            has_before: lies_behind,
            has_after: goes_on,
        },
        Way::Backward => {
            rows.reverse();
            Page {
                rows,
                has_before: goes_on,
                has_after: lies_behind,
            }
        }
    })
}

/// A filtered list in its order.
pub(super) struct List<'a> {
    pub pool: &'a PgPool,
    pub conditions: Conditions,
    pub sort: Sort,
}

impl List<'_> {
    /// Rows in the order of the way.
    pub async fn rows(
        &self,
        way: Way,
        start: Option<&Start>,
        skip: u32,
        limit: u32,
    ) -> Result<Vec<TaskRow>> {
        let routes = routes(self.pool, &self.conditions, self.sort, way, start).await?;
        let mut rows = Vec::new();
        for route in routes {
            let mut sql = Walk {
                conditions: &self.conditions,
                sort: self.sort,
                way,
                start,
                skip,
                limit,
            }
            .rows_sql(&route);
            rows = sql
                .build_query_as::<RowRecord>()
                .fetch_all(self.pool)
                .await?;
            if rows.len() == limit as usize {
                break;
            }
        }
        rows.into_iter().map(RowRecord::into_row).collect()
    }
}
