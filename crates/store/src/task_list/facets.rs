//! Exact counts for every filter.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::TimeRange;
use domain::task_list::{CubeCell, Facets, TaskFilter};
use sqlx::PgPool;

use super::conditions::{Conditions, Sql, push_range};
use super::row_record::{review_status, status, task_type};
use crate::{Result, Scope};

/// How many tasks each value of each filter would show, and how many `filter` shows. Exact, and
/// all of one moment.
pub async fn facets(pool: &PgPool, scope: Scope, filter: &TaskFilter) -> Result<Facets> {
    let conditions = Conditions::resolve(pool, scope, filter).await?;
    let mut sql = Sql::new(
        "with cell as (\n  select project_key, batch_key, task_type, status, review_status, sum(n)::bigint as n\n  from (",
    );
    push_counts(&mut sql, &conditions);
    sql.push(
        "
  ) as part
  group by project_key, batch_key, task_type, status, review_status
  having sum(n) <> 0
)
select coalesce(project.name, '') as project, coalesce(batch.name, '') as batch,
       cell.task_type, cell.status, cell.review_status, cell.n
from cell
left join project on project.project_id = cell.project_key
left join batch on batch.batch_id = cell.batch_key",
    );
    let records: Vec<CellRecord> = sql.build_query_as().fetch_all(pool).await?;
    let cells = records
        .into_iter()
        .map(CellRecord::into_cell)
        .collect::<Result<Vec<_>>>()?;
    Ok(Facets::fold(&cells, filter))
}

#[derive(sqlx::FromRow)]
struct CellRecord {
    project: String,
    batch: String,
    task_type: i16,
    status: i16,
    review_status: i16,
    n: i64,
}

impl CellRecord {
    fn into_cell(self) -> Result<CubeCell> {
        Ok(CubeCell {
            status: status(self.status)?,
            review_status: review_status(self.review_status)?,
            task_type: task_type(self.task_type)?,
            project: self.project,
            batch: self.batch,
            count: self.n,
        })
    }
}

const CELL: &str = "project_key, batch_key, task_type, status, review_status";

/// Rows of a cell and a number that add up to the tasks which fulfil the conditions that are not
/// counted by: from the counts where they know, by the tasks themselves where they don't.
fn push_counts(sql: &mut Sql, conditions: &Conditions) {
    if conditions.beyond_counts() {
        return push_tasks(sql, conditions, conditions.created);
    }
    if conditions.created.is_open() {
        // Served by the primary key of task_count and by task_count_delta_by_team.
        push_table(sql, conditions, "task_count", None);
        sql.push("\n    union all");
        return push_table(sql, conditions, "task_count_delta", None);
    }
    let Some(days) = WholeDays::within(conditions.created) else {
        return push_tasks(sql, conditions, conditions.created);
    };
    // Served by the primary key of task_count_daily and by task_count_delta_by_team; what sticks
    // out of the whole days, by task_by_created.
    push_table(sql, conditions, "task_count_daily", Some(&days));
    sql.push("\n    union all");
    push_table(sql, conditions, "task_count_delta", Some(&days));
    for edge in days.edges(conditions.created) {
        sql.push("\n    union all");
        push_tasks(sql, conditions, edge);
    }
}

fn push_table(sql: &mut Sql, conditions: &Conditions, table: &str, days: Option<&WholeDays>) {
    sql.push("\n    select ")
        .push(CELL)
        .push(", n\n    from ")
        .push(table)
        .push("\n    where ");
    conditions.push_scope(sql);
    if let Some(from) = days.and_then(|days| days.from) {
        sql.push("\n  and created_day >= ").push_bind(from);
    }
    if let Some(to) = days.and_then(|days| days.to) {
        sql.push("\n  and created_day < ").push_bind(to);
    }
}

/// Counts tasks, under the conditions that are not counted by.
fn push_tasks(sql: &mut Sql, conditions: &Conditions, created: TimeRange) {
    sql.push("\n    select ")
        .push(CELL)
        .push(", count(*) as n\n    from task\n    where ");
    conditions.push_scope(sql);
    push_range(sql, "created_at", created);
    conditions.push_beyond_counts(sql);
    sql.push("\n    group by ").push(CELL);
}

/// Days of the UTC calendar from `from` (included) to `to` (excluded); an absent end is open.
struct WholeDays {
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl WholeDays {
    /// The days that lie inside entirely, if there are any.
    fn within(range: TimeRange) -> Option<Self> {
        let from = match range.from {
            Some(from) if from.time() == NaiveTime::MIN => Some(from.date_naive()),
            Some(from) => Some(from.date_naive().checked_add_days(Days::new(1))?),
            None => None,
        };
        let to = range.to.map(|to| to.date_naive());
        let is_empty = from.zip(to).is_some_and(|(from, to)| from >= to);
        (!is_empty).then_some(Self { from, to })
    }

    /// What of `range` sticks out before and behind the days.
    fn edges(&self, range: TimeRange) -> impl Iterator<Item = TimeRange> {
        let before = range.from.zip(self.from.map(midnight));
        let behind = self.to.map(midnight).zip(range.to);
        [before, behind]
            .into_iter()
            .flatten()
            .filter(|(from, to)| from < to)
            .map(|(from, to)| TimeRange {
                from: Some(from),
                to: Some(to),
            })
    }
}

fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}
