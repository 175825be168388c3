//! Exact counts for every filter.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use domain::TimeRange;
use domain::indexed::FEW_TAGS;
use domain::task_list::{CubeCell, Facets, TaskFilter};
use sqlx::PgPool;

use super::conditions::{Conditions, Property, Sql, push_range};
use super::row_record::{review_status, status, task_type};
use crate::{Result, Scope};

/// How many tasks each value of each filter would show, and how many `filter` shows. Exact, and
/// all of one moment.
pub async fn facets(pool: &PgPool, scope: Scope, filter: &TaskFilter) -> Result<Facets> {
    let conditions = Conditions::resolve(pool, scope, filter).await?;
    let records: Vec<CountRecord> = counts_sql(&conditions)
        .build_query_as()
        .fetch_all(pool)
        .await?;
    let names = Names::of(pool, scope, &records).await?;
    let mut cells = Vec::new();
    let mut batches = Vec::new();
    let mut tags = Vec::new();
    for record in records {
        match (record.batch_key, record.tag) {
            (Some(key), _) => batches.push((names.batch(key), record.n)),
            (None, Some(tag)) => tags.push((tag, record.n)),
            (None, None) => cells.push(CubeCell {
                status: status(record.status)?,
                review_status: review_status(record.review_status)?,
                task_type: task_type(record.task_type)?,
                project: names.project(record.project_key),
                in_batch: record.in_batch,
                count: record.n,
            }),
        }
    }
    Ok(Facets::fold(&cells, filter)
        .with_batches(batches, filter)
        .with_tags(tags, filter))
}

/// One statement, so that all counts are of one moment. `part` are rows that add up to the tasks
/// which fulfil what is not counted by.
fn counts_sql(conditions: &Conditions) -> Sql {
    let reads_tasks_once = conditions.beyond_counts() && conditions.tag.is_empty();
    let mut sql = Sql::new("with part as materialized (");
    if reads_tasks_once {
        push_matching(&mut sql, conditions);
    } else {
        push_counts(&mut sql, conditions);
    }
    sql.push("\n)\nselect project_key, ");
    match conditions.values(Property::Batch) {
        [] => sql.push("true"),
        keys => sql
            .push("batch_key = any(")
            .push_bind(keys.to_vec())
            .push(")"),
    };
    sql.push(
        " as in_batch, task_type, status, review_status,
       null::int as batch_key, null::text as tag, sum(n)::bigint as n
from part
group by 1, 2, 3, 4, 5
having sum(n) <> 0
union all
select 0, true, 0::smallint, 0::smallint, 0::smallint, batch_key, null, sum(n)::bigint
from part
where true",
    );
    conditions.without_batches().push_counted(&mut sql);
    sql.push(
        "
group by batch_key
having sum(n) <> 0
union all
select 0, true, 0::smallint, 0::smallint, 0::smallint, null, tag, sum(n)::bigint
from (",
    );
    if reads_tasks_once {
        sql.push("\n  select tag, n\n  from part, unnest(tags) as tag\n  where true");
        conditions.push_counted(&mut sql);
    } else {
        push_tag_counts(&mut sql, &conditions.without_tags());
    }
    sql.push("\n) as tagged\ngroup by tag\nhaving sum(n) <> 0");
    sql
}

/// The count of a batch, if it has a key, of a tag, if it has one, else of a combination.
#[derive(sqlx::FromRow)]
struct CountRecord {
    project_key: i32,
    in_batch: bool,
    task_type: i16,
    status: i16,
    review_status: i16,
    batch_key: Option<i32>,
    tag: Option<String>,
    n: i64,
}

/// The names behind the keys. Each is read once, however many combinations have it.
struct Names {
    project: HashMap<i32, Arc<str>>,
    batch: HashMap<i32, String>,
}

impl Names {
    async fn of(pool: &PgPool, scope: Scope, records: &[CountRecord]) -> Result<Self> {
        let batches: Vec<i32> = records
            .iter()
            .filter_map(|record| record.batch_key)
            .collect();
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
            project: HashMap::new(),
            batch: HashMap::new(),
        };
        for (is_project, id, name) in found {
            if is_project {
                names.project.insert(id, name.into());
            } else {
                names.batch.insert(id, name);
            }
        }
        Ok(names)
    }

    /// Empty for none.
    fn project(&self, key: i32) -> Arc<str> {
        self.project.get(&key).cloned().unwrap_or_default()
    }

    /// Empty for none.
    fn batch(&self, key: i32) -> String {
        self.batch.get(&key).cloned().unwrap_or_default()
    }
}

const CELL: &str = "project_key, batch_key, task_type, status, review_status";

/// Tasks that fulfil the conditions that are not counted by, for the combinations and the tags alike.
/// Served as the lists that are filtered so.
fn push_matching(sql: &mut Sql, conditions: &Conditions) {
    sql.push("\n    select ")
        .push(CELL)
        .push(", tags, 1 as n\n    from task\n  where ");
    conditions.push_scope(sql);
    conditions.push_created(sql);
    conditions.push_beyond_counts(sql);
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
        // Served by task_few_tags, which has the tags of nearly all, and task_many_tags.
        for (place, is_few) in ["<=", ">"].into_iter().enumerate() {
            sql.push(if place == 0 { "" } else { "\n  union all" });
            sql.push("\n  select tag, count(*) as n\n  from task, unnest(tags) as tag\n  where ");
            conditions.push_scope(sql);
            sql.push("\n  and tags <> '{}'\n  and cardinality(tags) ")
                .push(is_few)
                .push(" ")
                .push(FEW_TAGS);
            conditions.push_all(sql);
            sql.push("\n  group by tag");
        }
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
