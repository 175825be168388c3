//! Which index a walk along the list should follow.

use domain::TaskStatus;
use domain::task_list::{CursorKey, Direction, Sort, SortField};
use sqlx::PgPool;

use super::conditions::{Conditions, Property, Sql};
use super::walk::{Start, Way};
use crate::Result;

/// A way to find the next rows. All give the same rows; they differ in what they must read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route {
    /// The first [`PROBED`] tasks of the whole order, of which some match: enough wherever matches
    /// are frequent, and cheap where they are not. It may find fewer rows than there are.
    Probe,
    /// The whole order, up to the last row of the page.
    Order,
    /// For each value in turn, the newest tasks with it.
    Groups(Grouping),
    /// All tasks that match, then sorted: for rare matches.
    Gather(Option<Grouping>),
}

/// Values of a counted property.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grouping {
    pub property: Property,
    pub values: Vec<i32>,
    /// Whether the walk takes one group after the other, or merges them by creation time.
    pub merge: Merge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Merge {
    ByTime,
    /// Within each group newest first. The first group begins at the walk's start if `cut`.
    GroupByGroup {
        cut: bool,
    },
}

/// How many tasks [`Route::Probe`] looks at: about a millisecond by index alone.
pub(super) const PROBED: i64 = 4000;

/// Fewer than one task in this many: gathering and sorting them beats passing by all the others.
const RARE: i64 = 8;

/// The routes to try in turn: each but the last counts only if it fills the page.
pub(super) async fn routes(
    pool: &PgPool,
    conditions: &Conditions,
    sort: Sort,
    way: Way,
    start: Option<&Start>,
) -> Result<Vec<Route>> {
    let filtered: Vec<Property> = conditions.filtered().collect();
    if let Some(grouping) = grouping(pool, conditions, sort, way, start).await? {
        let others = filtered
            .iter()
            .any(|property| *property != grouping.property);
        let gather = conditions.beyond_counts() || (others && is_rare(pool, conditions).await?);
        return Ok(vec![if gather {
            Route::Gather(Some(grouping))
        } else {
            Route::Groups(grouping)
        }]);
    }
    let own_range_only = match sort.field {
        SortField::Updated => {
            conditions.completed.is_open() && conditions.tag.is_empty() && conditions.text.is_none()
        }
        SortField::Completed => {
            conditions.updated.is_open() && conditions.tag.is_empty() && conditions.text.is_none()
        }
        _ => !conditions.beyond_counts(),
    };
    if !own_range_only {
        return Ok(vec![Route::Probe, Route::Gather(None)]);
    }
    if sort.field == SortField::Created {
        let Some(property) = narrowest(pool, conditions, &filtered).await? else {
            return Ok(vec![Route::Order]);
        };
        return Ok(vec![Route::Groups(Grouping {
            property,
            values: conditions.values(property).to_vec(),
            merge: Merge::ByTime,
        })]);
    }
    if filtered.is_empty() && conditions.created.is_open() {
        return Ok(vec![Route::Order]);
    }
    let last = if !conditions.created.is_open() || is_rare(pool, conditions).await? {
        Route::Gather(None)
    } else {
        Route::Order
    };
    Ok(vec![Route::Probe, last])
}

/// The groups of an order by status or project, from the one where the walk starts.
async fn grouping(
    pool: &PgPool,
    conditions: &Conditions,
    sort: Sort,
    way: Way,
    start: Option<&Start>,
) -> Result<Option<Grouping>> {
    let ascending = (sort.direction == Direction::Ascending) == (way == Way::Forward);
    let mut groups = match sort.field {
        SortField::Status => TaskStatus::ALL
            .iter()
            .map(|status| (CursorKey::Status(status.code()), i32::from(status.code())))
            .collect(),
        SortField::Project => projects(pool, conditions).await?,
        _ => return Ok(None),
    };
    let property = if sort.field == SortField::Status {
        Property::Status
    } else {
        Property::Project
    };
    let wanted = conditions.values(property);
    groups.retain(|(_, value)| wanted.is_empty() || wanted.contains(value));
    if !ascending {
        groups.reverse();
    }
    let mut cut = false;
    if let Some(start) = start {
        let key = start.key();
        groups.retain(|(group, _)| {
            if ascending {
                place(group) >= place(key)
            } else {
                place(group) <= place(key)
            }
        });
        cut = groups.first().is_some_and(|(group, _)| group == key);
    }
    Ok(Some(Grouping {
        property,
        values: groups.into_iter().map(|(_, value)| value).collect(),
        merge: Merge::GroupByGroup { cut },
    }))
}

/// Where a group stands among those of its order: by code, or by the bytes of its name.
fn place(group: &CursorKey) -> (i16, &str) {
    match group {
        CursorKey::Time(_) => (0, ""),
        CursorKey::Status(code) => (*code, ""),
        CursorKey::Project(name) => (0, name),
    }
}

/// All projects of the team by name, none first.
async fn projects(pool: &PgPool, conditions: &Conditions) -> Result<Vec<(CursorKey, i32)>> {
    // Served by the unique index on (team_id, name).
    let mut named: Vec<(String, i32)> = sqlx::query_as(
        "select name, project_id
         from project
         where team_id = $1",
    )
    .bind(conditions.scope.team_id)
    .fetch_all(pool)
    .await?;
    named.push((String::new(), 0));
    named.sort_unstable();
    Ok(named
        .into_iter()
        .map(|(name, id)| (CursorKey::Project(name), id))
        .collect())
}

/// The filtered property that fewest tasks fulfil.
async fn narrowest(
    pool: &PgPool,
    conditions: &Conditions,
    filtered: &[Property],
) -> Result<Option<Property>> {
    if let [] | [_] = filtered {
        return Ok(filtered.first().copied());
    }
    let (_, counts) = counts(pool, conditions).await?;
    Ok(filtered
        .iter()
        .copied()
        .min_by_key(|property| counts[*property as usize]))
}

/// Whether the counted filters let so few tasks through that they had better be gathered.
async fn is_rare(pool: &PgPool, conditions: &Conditions) -> Result<bool> {
    let (all, counts) = counts(pool, conditions).await?;
    let least = counts.into_iter().min().unwrap_or(all);
    Ok(least < all / RARE)
}

/// How many tasks the scope has, and how many each counted filter lets through by itself.
async fn counts(pool: &PgPool, conditions: &Conditions) -> Result<(i64, [i64; 5])> {
    let mut sql = Sql::new("select coalesce(sum(n), 0)::bigint");
    for property in Property::ALL {
        sql.push(",\n       coalesce(sum(n)");
        if !conditions.values(property).is_empty() {
            sql.push(" filter (where ")
                .push(property.column())
                .push(" = any(")
                .push_bind(conditions.values(property).to_vec())
                .push("))");
        }
        sql.push(", 0)::bigint");
    }
    // Served by the primary key of task_count and by task_count_delta_by_team.
    for (place, table) in ["task_count", "task_count_delta"].into_iter().enumerate() {
        sql.push(if place == 0 {
            "\nfrom ("
        } else {
            "\n  union all"
        });
        sql.push("\n  select project_key, batch_key, task_type, status, review_status, n\n  from ")
            .push(table)
            .push("\n  where ");
        conditions.push_scope(&mut sql);
    }
    sql.push("\n) as cell");
    let (all, status, review, task_type, project, batch) =
        sql.build_query_as().fetch_one(pool).await?;
    Ok((all, [status, review, task_type, project, batch]))
}
