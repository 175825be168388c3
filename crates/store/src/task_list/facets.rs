//! Exact counts for every filter.

use std::collections::HashMap;
use std::sync::Arc;

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
    let mut sql = counts_sql(&conditions);
    let records: Vec<CellRecord> = sql.build_query_as().fetch_all(pool).await?;
    let names = Names::of(pool, scope, &records).await?;
    let mut cells = Vec::with_capacity(records.len());
    let mut tags = Vec::new();
    for record in records {
        match record.tag {
            Some(tag) => tags.push((tag, record.n)),
            None => cells.push(names.cell(&record)?),
        }
    }
    Ok(Facets::fold(&cells, filter).with_tags(tags, filter))
}

/// One statement, so that all counts are of one moment.
fn counts_sql(conditions: &Conditions) -> Sql {
    let mut sql = Sql::new("");
    let reads_tasks_once = conditions.beyond_counts() && conditions.tag.is_empty();
    if reads_tasks_once {
        push_matching(&mut sql, conditions);
    }
    sql.push(
        "select project_key, batch_key, task_type, status, review_status, null as tag, sum(n)::bigint as n\nfrom (",
    );
    if reads_tasks_once {
        sql.push("\n  select *, 1 as n\n  from matching");
    } else {
        push_counts(&mut sql, conditions);
    }
    sql.push(
        "
) as part
group by project_key, batch_key, task_type, status, review_status
having sum(n) <> 0
union all
select 0, 0, 0::smallint, 0::smallint, 0::smallint, tag, sum(n)::bigint
from (",
    );
    if reads_tasks_once {
        sql.push("\n  select tag, 1 as n\n  from matching, unnest(tags) as tag\n  where true");
        conditions.push_counted(&mut sql);
    } else {
        push_tag_counts(&mut sql, &conditions.without_tags());
    }
    sql.push("\n) as part\ngroup by tag\nhaving sum(n) <> 0");
    sql
}

/// The count of a combination, or of a tag.
#[derive(sqlx::FromRow)]
struct CellRecord {
    project_key: i32,
    batch_key: i32,
    task_type: i16,
    status: i16,
    review_status: i16,
    tag: Option<String>,
    n: i64,
}

/// The names behind the keys. Each is read once, however many combinations have it.
struct Names {
    project: HashMap<i32, Arc<str>>,
    batch: HashMap<i32, Arc<str>>,
}

impl Names {
    async fn of(pool: &PgPool, scope: Scope, records: &[CellRecord]) -> Result<Self> {
        let mut batches: Vec<i32> = records.iter().map(|record| record.batch_key).collect();
        batches.sort_unstable();
        batches.dedup();
        // The unique index on (team_id, name), and the primary key of `batch`.
        let found: Vec<(bool, i32, String)> = sqlx::query_as(
            "select true, project_id, name
             from project
             where team_id = $1
             union all
             select false, batch_id, name
             from batch
             where batch_id = any($2)",
        )
        .bind(scope.team_id)
        .bind(batches)
        .fetch_all(pool)
        .await?;
        let mut names = Self {
            project: HashMap::from([(0, "".into())]),
            batch: HashMap::from([(0, "".into())]),
        };
        for (is_project, id, name) in found {
            let named = if is_project {
                &mut names.project
            } else {
                &mut names.batch
            };
            named.insert(id, name.into());
        }
        Ok(names)
    }

    fn cell(&self, record: &CellRecord) -> Result<CubeCell> {
        let name =
            |names: &HashMap<i32, Arc<str>>, key| names.get(&key).cloned().unwrap_or_default();
        Ok(CubeCell {
            status: status(record.status)?,
            review_status: review_status(record.review_status)?,
            task_type: task_type(record.task_type)?,
            project: name(&self.project, record.project_key),
            batch: name(&self.batch, record.batch_key),
            count: record.n,
        })
    }
}

const CELL: &str = "project_key, batch_key, task_type, status, review_status";

/// Tasks that fulfil the conditions that are not counted by, for the combinations and the tags alike.
/// Served as the lists that are filtered so.
fn push_matching(sql: &mut Sql, conditions: &Conditions) {
    sql.push("with matching as materialized (\n  select ")
        .push(CELL)
        .push(", tags\n  from task\n  where ");
    conditions.push_scope(sql);
    conditions.push_created(sql);
    conditions.push_beyond_counts(sql);
    sql.push("\n)\n");
}

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

/// Tags and numbers that add up to the tasks which have each and fulfil all conditions.
fn push_tag_counts(sql: &mut Sql, conditions: &Conditions) {
    if conditions.beyond_counts() || !conditions.created.is_open() {
        // Served by task_tagged.
        sql.push("\n  select tag, count(*) as n\n  from task, unnest(tags) as tag\n  where ");
        conditions.push_scope(sql);
        sql.push("\n  and tags <> '{}'");
        conditions.push_all(sql);
        sql.push("\n  group by tag");
        return;
    }
    // Served by the primary key of task_tag_count and by task_tag_count_delta_by_team.
    for (place, table) in ["task_tag_count", "task_tag_count_delta"]
        .into_iter()
        .enumerate()
    {
        sql.push(if place == 0 { "" } else { "\n  union all" });
        sql.push("\n  select tag, n\n  from ")
            .push(table)
            .push("\n  where ");
        conditions.push_scope(sql);
        conditions.push_counted(sql);
    }
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
