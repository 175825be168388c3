//! A filter as the conditions of a query, with names turned into ids.

use domain::TimeRange;
use domain::task_list::TaskFilter;
use domain::task_list::filter::MIN_TEXT_CHARS;
use sqlx::{PgPool, Postgres, QueryBuilder};

use crate::{Result, Scope};

pub(crate) type Sql = QueryBuilder<Postgres>;

/// The properties that `task_count` counts by; each has an index of its own, newest first within
/// each value, and is included in every index that gives an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Property {
    Status,
    ReviewStatus,
    TaskType,
    Project,
    Batch,
}

impl Property {
    pub const ALL: [Self; 5] = [
        Self::Status,
        Self::ReviewStatus,
        Self::TaskType,
        Self::Project,
        Self::Batch,
    ];

    /// The column of `task` and of the count tables.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::ReviewStatus => "review_status",
            Self::TaskType => "task_type",
            Self::Project => "project_key",
            Self::Batch => "batch_key",
        }
    }
}

/// Stands for a name that no project or batch of the team has; ids begin at 1, and 0 is none.
const UNKNOWN: i32 = -1;

/// What a task must fulfil. An empty list lets everything through.
#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    pub scope: Scope,
    /// Codes and ids, in the order of [`Property::ALL`].
    counted: [Vec<i32>; 5],
    pub tag: Vec<String>,
    pub created: TimeRange,
    pub completed: TimeRange,
    pub updated: TimeRange,
    /// Unique ids of tasks; the list itself does not filter by them.
    pub unique_id: Vec<String>,
    /// Lower case; absent when too short to be searched for.
    pub text: Option<String>,
}

impl Conditions {
    /// Looks up the ids of the filter's names. A name that the team does not have matches nothing;
    /// the empty name matches tasks without a project or batch.
    pub async fn resolve(pool: &PgPool, scope: Scope, filter: &TaskFilter) -> Result<Self> {
        let mut project = without_name(&filter.project);
        let mut batch = without_name(&filter.batch);
        if !filter.project.is_empty() || !filter.batch.is_empty() {
            // Served by the unique indexes on (team_id, name).
            let found: Vec<(bool, i32)> = sqlx::query_as(
                "select true, project_id
                 from project
                 where team_id = $1 and name = any($2)
                 union all
                 select false, batch_id
                 from batch
                 where team_id = $1 and name = any($3)",
            )
            .bind(scope.team_id)
            .bind(&filter.project)
            .bind(&filter.batch)
            .fetch_all(pool)
            .await?;
            for (is_project, id) in found {
                if is_project { &mut project } else { &mut batch }.push(id);
            }
        }
        if project.is_empty() && !filter.project.is_empty() {
            project.push(UNKNOWN);
        }
        if batch.is_empty() && !filter.batch.is_empty() {
            batch.push(UNKNOWN);
        }
        let text = filter.text.trim().to_lowercase();
        Ok(Self {
            scope,
            counted: [
                filter.status.iter().map(|v| v.code().into()).collect(),
                filter
                    .review_status
                    .iter()
                    .map(|v| v.code().into())
                    .collect(),
                filter.task_type.iter().map(|v| v.code().into()).collect(),
                project,
                batch,
            ],
            tag: filter.tag.clone(),
            created: filter.created,
            completed: filter.completed,
            updated: filter.updated,
            unique_id: Vec::new(),
            text: (text.chars().count() >= MIN_TEXT_CHARS).then_some(text),
        })
    }

    /// The allowed values of a property; empty for all.
    pub fn values(&self, property: Property) -> &[i32] {
        &self.counted[property as usize]
    }

    /// The properties that are filtered by.
    pub fn filtered(&self) -> impl Iterator<Item = Property> {
        Property::ALL
            .into_iter()
            .filter(|property| !self.values(*property).is_empty())
    }

    /// Whether more than the counted properties and the creation time decides.
    pub fn beyond_counts(&self) -> bool {
        !(self.tag.is_empty()
            && self.completed.is_open()
            && self.updated.is_open()
            && self.unique_id.is_empty()
            && self.text.is_none())
    }

    /// The same, but for tags.
    pub fn without_tags(&self) -> Self {
        Self {
            tag: Vec::new(),
            ..self.clone()
        }
    }

    /// The same, but for batches.
    pub fn without_batches(&self) -> Self {
        let mut others = self.clone();
        others.counted[Property::Batch as usize].clear();
        others
    }

    /// `team_id = … and is_test = …`, which begins every index of `task`.
    pub fn push_scope(&self, sql: &mut Sql) {
        sql.push("team_id = ").push_bind(self.scope.team_id);
        sql.push(" and is_test = ").push_bind(self.scope.is_test);
    }

    /// Conditions on the counted properties, as ` and …` on `task`.
    pub fn push_counted(&self, sql: &mut Sql) {
        for property in self.filtered() {
            sql.push("\n  and ").push(property.column());
            match self.values(property) {
                [value] => sql.push(" = ").push_bind(*value),
                values => sql.push(" = any(").push_bind(values.to_vec()).push(")"),
            };
        }
    }

    pub fn push_created(&self, sql: &mut Sql) {
        push_range(sql, "created_at", self.created);
    }

    /// Conditions on everything but the counted properties and the creation time.
    pub fn push_beyond_counts(&self, sql: &mut Sql) {
        push_range(sql, "updated_at", self.updated);
        if self.completed.from.is_none() && self.completed.to.is_some() {
            // Tasks that are not completed stand at -infinity.
            sql.push("\n  and completed_sort > '-infinity'");
        }
        push_range(sql, "completed_sort", self.completed);
        if !self.tag.is_empty() {
            // Served by task_by_tag.
            sql.push("\n  and tags && ").push_bind(self.tag.clone());
        }
        if !self.unique_id.is_empty() {
            // Served by task_by_unique_id.
            sql.push("\n  and unique_id = any(")
                .push_bind(self.unique_id.clone())
                .push(")");
        }
        if let Some(text) = &self.text {
            // Served by task_search_by_part, or by its primary key for one task after the other.
            sql.push(
                "\n  and exists (select 1 from task_search where task_search.seq = task.seq and text like ",
            )
            .push_bind(part_pattern(text))
            .push(")");
        }
    }

    /// All conditions but the scope.
    pub fn push_all(&self, sql: &mut Sql) {
        self.push_counted(sql);
        self.push_created(sql);
        self.push_beyond_counts(sql);
    }
}

fn without_name(names: &[String]) -> Vec<i32> {
    names
        .iter()
        .filter(|name| name.is_empty())
        .map(|_| 0)
        .collect()
}

pub(crate) fn push_range(sql: &mut Sql, column: &str, range: TimeRange) {
    if let Some(from) = range.from {
        sql.push("\n  and ")
            .push(column)
            .push(" >= ")
            .push_bind(from);
    }
    if let Some(to) = range.to {
        sql.push("\n  and ").push(column).push(" < ").push_bind(to);
    }
}

/// The `like` pattern of texts that contain `part`.
pub(crate) fn part_pattern(part: &str) -> String {
    let mut pattern = String::with_capacity(part.len() + 2);
    pattern.push('%');
    for char in part.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    pattern
}
