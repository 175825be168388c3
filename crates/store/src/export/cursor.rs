//! An export under way.

use domain::TaskId;
use domain::record::WholeTask;
use domain::task_list::{Direction, Selection, Sort, SortField, TaskFilter, TaskRow};
use sqlx::{AssertSqlSafe, FromRow, PgPool, Postgres, Transaction};

use super::whole::WholeRecord;
use crate::task_list::conditions::{Conditions, Sql};
use crate::task_list::row_record::{COLUMNS, RowRecord};
use crate::{Result, Scope};

/// How much of each task an export reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// The task as uploaded, its responses and its audits.
    Whole,
    /// What the list shows.
    Row,
}

/// Some tasks of an export, in its order.
#[derive(Debug)]
pub enum Exported {
    Whole(Vec<WholeTask>),
    Rows(Vec<TaskRow>),
}

/// The tasks of a selection, from a cursor of the database: all as they were when it was opened,
/// however long the reading takes. Dropping it frees the connection at once.
pub struct Export {
    tx: Transaction<'static, Postgres>,
    parts: Parts,
    /// Tasks of the whole export.
    pub total: u64,
    /// Tasks to fetch next, so that a step has about [`STEP_BYTES`].
    step: usize,
}

/// What a step reads, about; a single task may have more.
const STEP_BYTES: usize = 2 << 20;
const FIRST_STEP: usize = 16;
const MAX_STEP: usize = 1000;

impl Export {
    /// Opens an export of the selected tasks of the team, in the order of the list.
    pub async fn open(
        pool: &PgPool,
        scope: Scope,
        selection: &Selection,
        sort: Sort,
        parts: Parts,
    ) -> Result<Self> {
        let chosen = Chosen::resolve(pool, scope, selection).await?;
        let mut tx = pool
            .begin_with("begin isolation level repeatable read, read only")
            .await?;
        let mut sql = Sql::new("select count(*)\nfrom task\nwhere ");
        chosen.push(&mut sql);
        let total: i64 = sql
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *tx)
            .await?;
        let mut sql = Sql::new("declare export no scroll cursor for\n");
        push_tasks(&mut sql, &chosen, sort, parts);
        sql.build().persistent(false).execute(&mut *tx).await?;
        Ok(Self {
            tx,
            parts,
            total: total.cast_unsigned(),
            step: FIRST_STEP,
        })
    }

    /// The next tasks; `None` behind the last one.
    pub async fn next(&mut self) -> Result<Option<Exported>> {
        match self.parts {
            Parts::Row => {
                let rows: Vec<RowRecord> = self.fetch().await?;
                self.step = MAX_STEP;
                let rows: Result<Vec<_>> = rows.into_iter().map(RowRecord::into_row).collect();
                Ok(Some(Exported::Rows(rows?)).filter(|rows| !rows.is_empty()))
            }
            Parts::Whole => {
                let tasks: Vec<WholeRecord> = self.fetch().await?;
                let bytes: usize = tasks.iter().map(WholeRecord::size).sum();
                // Half of what fits, so that a few large tasks don't make a step much larger.
                if bytes > STEP_BYTES {
                    self.step = (self.step / 2).max(1);
                } else if bytes < STEP_BYTES / 2 {
                    self.step = (self.step * 2).min(MAX_STEP);
                }
                let tasks: Result<Vec<_>> =
                    tasks.into_iter().map(WholeRecord::into_whole).collect();
                Ok(Some(Exported::Whole(tasks?)).filter(|tasks| !tasks.is_empty()))
            }
        }
    }

    async fn fetch<R>(&mut self) -> Result<Vec<R>>
    where
        R: Send + Unpin + for<'r> FromRow<'r, sqlx::postgres::PgRow>,
    {
        // The number is ours.
        let sql = format!("fetch forward {} from export", self.step);
        Ok(sqlx::query_as(AssertSqlSafe(sql))
            .persistent(false)
            .fetch_all(&mut *self.tx)
            .await?)
    }
}

impl Exported {
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(tasks) => tasks.len(),
            Self::Rows(rows) => rows.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A selection as conditions on `task`.
struct Chosen {
    conditions: Conditions,
    only: Option<Vec<Vec<u8>>>,
    except: Vec<Vec<u8>>,
}

impl Chosen {
    async fn resolve(pool: &PgPool, scope: Scope, selection: &Selection) -> Result<Self> {
        let bytes = |ids: &[TaskId]| ids.iter().map(|id| id.as_bytes().to_vec()).collect();
        let (filter, only, except) = match selection {
            Selection::Tasks(ids) => (&TaskFilter::default(), Some(bytes(ids)), Vec::new()),
            Selection::AllMatching { filter, except } => (filter, None, bytes(except)),
        };
        Ok(Self {
            conditions: Conditions::resolve(pool, scope, filter).await?,
            only,
            except,
        })
    }

    /// Served by the index of the order where many match, of the rarest value where few do, and by
    /// the unique index on (`team_id`, `task_id`) for single tasks.
    fn push(&self, sql: &mut Sql) {
        self.conditions.push_scope(sql);
        self.conditions.push_all(sql);
        if let Some(only) = &self.only {
            sql.push("\n  and task_id = any(")
                .push_bind(only.clone())
                .push(")");
        }
        if !self.except.is_empty() {
            sql.push("\n  and task_id <> all(")
                .push_bind(self.except.clone())
                .push(")");
        }
    }
}

/// The chosen tasks in list order. An inner query picks and orders narrow rows; what belongs to
/// each is looked up by primary keys as it is fetched, and never goes through a sort.
fn push_tasks(sql: &mut Sql, chosen: &Chosen, sort: Sort, parts: Parts) {
    // The list reads names by joins; here, a join could give up the order.
    let columns = COLUMNS
        .replace(
            "project.name",
            "(select name from project where project_id = task.project_id)",
        )
        .replace(
            "batch.name",
            "(select name from batch where batch_id = task.batch_id)",
        );
    sql.push("select ").push(columns);
    if parts == Parts::Whole {
        sql.push(super::whole::COLUMNS);
    }
    sql.push("\nfrom (\n  select *\n  from task\n  where ");
    chosen.push(sql);
    sql.push("\n  order by ")
        .push(order(sort))
        .push("\n  offset 0\n) as task");
}

/// The order of the list: within a status or project, newest first.
fn order(sort: Sort) -> String {
    let direction = match sort.direction {
        Direction::Ascending => "asc",
        Direction::Descending => "desc",
    };
    match sort.field {
        SortField::Created => format!("created_at {direction}, seq {direction}"),
        SortField::Updated => {
            format!("updated_at {direction}, created_at {direction}, seq {direction}")
        }
        SortField::Completed => {
            format!("completed_sort {direction}, created_at {direction}, seq {direction}")
        }
        SortField::Status => format!("status {direction}, created_at desc, seq desc"),
        SortField::Project => format!(
            r#"coalesce((select name from project where project.project_id = task.project_id), '')
             collate "C" {direction}, created_at desc, seq desc"#
        ),
    }
}
