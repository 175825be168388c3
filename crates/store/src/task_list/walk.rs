//! The SQL of a walk along the list.

use chrono::{DateTime, Utc};
use domain::task_list::{Cursor, CursorKey, Direction, Sort, SortField};

use super::conditions::{Conditions, Sql};
use super::route::{Grouping, Merge, PROBED, Route};
use super::row_record::COLUMNS;
use crate::{Error, Result};

/// Down the list, or up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Forward,
    Backward,
}

impl Way {
    pub const fn back(self) -> Self {
        match self {
            Self::Forward => Self::Backward,
            Self::Backward => Self::Forward,
        }
    }
}

/// Where a walk begins.
#[derive(Debug, Clone)]
pub(super) struct Start {
    cursor: Cursor,
    created: DateTime<Utc>,
    /// What a list in the order of a time is ordered by; `None` stands for "not completed".
    time: Option<DateTime<Utc>>,
    includes_cursor: bool,
}

impl Start {
    /// At the cursor's row itself.
    pub fn on(cursor: Cursor, sort: Sort) -> Result<Self> {
        Self::new(cursor, sort, true)
    }

    /// At the row next to the cursor's.
    pub fn behind(cursor: Cursor, sort: Sort) -> Result<Self> {
        Self::new(cursor, sort, false)
    }

    /// The start of the walk back, over all that this one leaves out.
    pub fn complement(self) -> Self {
        Self {
            includes_cursor: !self.includes_cursor,
            ..self
        }
    }

    pub fn key(&self) -> &CursorKey {
        &self.cursor.key
    }

    fn new(cursor: Cursor, sort: Sort, includes_cursor: bool) -> Result<Self> {
        let time = match (sort.field, &cursor.key) {
            (
                SortField::Created | SortField::Updated | SortField::Completed,
                CursorKey::Time(Some(us)),
            ) => Some(instant(*us)?),
            (SortField::Completed, CursorKey::Time(None))
            | (SortField::Status, CursorKey::Status(_))
            | (SortField::Project, CursorKey::Project(_)) => None,
            _ => {
                return Err(Error::Invalid(format!(
                    "the place `{cursor}` belongs to another order than `{sort}`; start from the top"
                )));
            }
        };
        Ok(Self {
            created: instant(cursor.created_us)?,
            time,
            includes_cursor,
            cursor,
        })
    }
}

/// An instant that the database can hold.
fn instant(us: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(us)
        .filter(|instant| (-4000..=200_000).contains(&chrono::Datelike::year(instant)))
        .ok_or_else(|| {
            Error::Invalid(format!(
                "the place in the list names the time {us} µs, which is out of range; start from the top"
            ))
        })
}

pub(super) struct Walk<'a> {
    pub conditions: &'a Conditions,
    pub sort: Sort,
    pub way: Way,
    pub start: Option<&'a Start>,
    /// Rows of the walk that are passed by.
    pub skip: u32,
    pub limit: u32,
}

impl Walk<'_> {
    /// The rows of the walk, with the names of their projects and batches. An inner query picks
    /// them, by index alone where it can; only the picked ones are read from the tables.
    pub fn rows_sql(&self, route: &Route) -> Sql {
        let mut sql = Sql::new("select ");
        sql.push(COLUMNS).push("\nfrom (\n");
        let grouped = self.push_picked(&mut sql, route);
        sql.push(
            "\n) as picked
join task on task.seq = picked.seq
left join project on project.project_id = task.project_id
left join batch on batch.batch_id = task.batch_id
order by ",
        );
        if grouped {
            sql.push("picked.place, ");
        }
        self.push_order(&mut sql, "task.");
        sql
    }

    /// Whether the picked rows carry the `place` of their group.
    fn push_picked(&self, sql: &mut Sql, route: &Route) -> bool {
        match route {
            Route::Order => self.push_order_walk(sql),
            Route::Probe => self.push_probe(sql),
            Route::Gather(None) => self.push_gather(sql),
            Route::Gather(Some(grouping)) => self.push_grouped_gather(sql, grouping),
            Route::Groups(grouping) => self.push_groups(sql, grouping),
        }
        match route {
            Route::Groups(grouping) | Route::Gather(Some(grouping)) => {
                grouping.merge != Merge::ByTime
            }
            _ => false,
        }
    }

    /// Served by `task_by_created`, `task_by_updated` or `task_by_completed`.
    fn push_order_walk(&self, sql: &mut Sql) {
        sql.push("select seq\nfrom task\nwhere ");
        self.conditions.push_scope(sql);
        self.conditions.push_all(sql);
        self.push_start(sql);
        sql.push("\norder by ");
        self.push_order(sql, "");
        self.push_limit(sql);
    }

    /// Served as the walk along the whole order; of the probed tasks, `tags` are read from the
    /// table and texts through the primary key of `task_search`, if the filter asks for them.
    fn push_probe(&self, sql: &mut Sql) {
        sql.push("select seq\nfrom (\n  select *\n  from task\n  where ");
        self.conditions.push_scope(sql);
        self.push_start(sql);
        sql.push("\n  order by ");
        self.push_order(sql, "");
        sql.push("\n  limit ")
            .push_bind(PROBED)
            .push("\n) as task\nwhere true");
        self.conditions.push_all(sql);
        sql.push("\norder by ");
        self.push_order(sql, "");
        self.push_limit(sql);
    }

    /// Served by whichever index the planner knows to be narrowest. `materialized` keeps it from
    /// walking along the order instead in the hope of an early end.
    fn push_gather(&self, sql: &mut Sql) {
        self.push_matching(sql);
        sql.push("\nselect seq\nfrom matching\nwhere true");
        self.push_start(sql);
        sql.push("\norder by ");
        self.push_order(sql, "");
        self.push_limit(sql);
    }

    fn push_grouped_gather(&self, sql: &mut Sql, grouping: &Grouping) {
        self.push_matching(sql);
        sql.push("\nselect seq, place\nfrom unnest(")
            .push_bind(grouping.values.clone())
            .push(")\n     with ordinality as grouped (id, place)\njoin matching on matching.")
            .push(grouping.property.column())
            .push(" = grouped.id\nwhere true");
        self.push_group_start(sql, grouping);
        sql.push("\norder by place, ");
        self.push_order(sql, "");
        self.push_limit(sql);
    }

    fn push_matching(&self, sql: &mut Sql) {
        sql.push(
            "with matching as materialized (
  select seq, created_at, updated_at, completed_sort, status, project_key
  from task
  where ",
        );
        self.conditions.push_scope(sql);
        self.conditions.push_all(sql);
        sql.push("\n)");
    }

    /// Served by the index of the grouping's property, one lookup a group. In an order by groups,
    /// later groups are not read once the page is full.
    fn push_groups(&self, sql: &mut Sql, grouping: &Grouping) {
        let by_group = grouping.merge != Merge::ByTime;
        sql.push("select seq, place\nfrom (\n  select id, place\n  from unnest(")
            .push_bind(grouping.values.clone())
            .push(
                ") with ordinality as listed (id, place)
  order by place
) as grouped
cross join lateral (
  select seq, created_at
  from task
  where ",
            );
        self.conditions.push_scope(sql);
        sql.push("\n  and ")
            .push(grouping.property.column())
            .push(" = grouped.id");
        self.conditions.push_all(sql);
        if by_group {
            self.push_group_start(sql, grouping);
        } else {
            self.push_start(sql);
        }
        sql.push("\n  order by ");
        self.push_order(sql, "");
        // Those that are passed by may all lie in one group.
        sql.push("\n  limit ")
            .push_bind(i64::from(self.skip) + i64::from(self.limit));
        sql.push("\n) as member\norder by ");
        if by_group {
            sql.push("place, ");
        }
        self.push_order(sql, "");
        self.push_limit(sql);
    }

    /// The order of the walk, within a group if it goes by groups.
    fn push_order(&self, sql: &mut Sql, table: &str) {
        let direction = if self.descends() { "desc" } else { "asc" };
        let columns: &[&str] = match self.sort.field {
            SortField::Created | SortField::Status | SortField::Project => &["created_at", "seq"],
            SortField::Updated => &["updated_at", "created_at", "seq"],
            SortField::Completed => &["completed_sort", "created_at", "seq"],
        };
        for (place, column) in columns.iter().enumerate() {
            sql.push(if place == 0 { "" } else { ", " });
            sql.push(table).push(column).push(" ").push(direction);
        }
    }

    /// Whether times fall along the walk. Within groups the list is always newest first.
    fn descends(&self) -> bool {
        let list_descends = match self.sort.field {
            SortField::Status | SortField::Project => true,
            _ => self.sort.direction == Direction::Descending,
        };
        list_descends == (self.way == Way::Forward)
    }

    fn comparison(&self, start: &Start) -> &'static str {
        match (self.descends(), start.includes_cursor) {
            (true, true) => " <= (",
            (true, false) => " < (",
            (false, true) => " >= (",
            (false, false) => " > (",
        }
    }

    /// Lets through what lies from the start on, in the order of a time.
    fn push_start(&self, sql: &mut Sql) {
        let Some(start) = self.start else {
            return;
        };
        match self.sort.field {
            SortField::Created => sql.push("\n  and (created_at, seq)"),
            SortField::Updated => sql.push("\n  and (updated_at, created_at, seq)"),
            SortField::Completed => sql.push("\n  and (completed_sort, created_at, seq)"),
            SortField::Status | SortField::Project => return,
        };
        sql.push(self.comparison(start));
        match start.time {
            Some(time) => sql.push_bind(time),
            None => sql.push("'-infinity'"),
        };
        if self.sort.field != SortField::Created {
            sql.push(", ").push_bind(start.created);
        }
        sql.push(", ").push_bind(start.cursor.seq).push(")");
    }

    /// Lets through what lies from the start on in the first group, and all of the others. A bound
    /// that every row fulfils, rather than `or`, keeps it an index condition.
    fn push_group_start(&self, sql: &mut Sql, grouping: &Grouping) {
        let (Some(start), Merge::GroupByGroup { cut: true }) = (self.start, grouping.merge) else {
            return;
        };
        sql.push("\n  and (created_at, seq)")
            .push(self.comparison(start))
            .push("case when place = 1 then ")
            .push_bind(start.created)
            .push(if self.descends() {
                " else 'infinity' end, "
            } else {
                " else '-infinity' end, "
            })
            .push_bind(start.cursor.seq)
            .push(")");
    }

    fn push_limit(&self, sql: &mut Sql) {
        sql.push("\nlimit ").push_bind(i64::from(self.limit));
        if self.skip > 0 {
            sql.push("\noffset ").push_bind(i64::from(self.skip));
        }
    }
}
