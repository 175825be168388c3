//! How far down the list a place lies, from the counts.

use chrono::{DateTime, TimeDelta, Utc};
use domain::TaskStatus;
use domain::task_list::{Cursor, CursorKey, Direction, Facets, Sort, SortField, TaskFilter};
use store::task_list::facets;
use store::{PgPool, Result, Scope};

/// How many tasks lie before `cursor`. Tasks of the same microsecond may be counted on the wrong
/// side; nothing but the scroll bar and row numbers depends on it.
pub async fn tasks_before(
    pool: &PgPool,
    scope: Scope,
    filter: &TaskFilter,
    sort: Sort,
    cursor: &Cursor,
) -> Result<i64> {
    let descends = sort.direction == Direction::Descending;
    match (&cursor.key, sort.field) {
        (CursorKey::Time(None), _) if !descends => Ok(0),
        (CursorKey::Time(key), field) => {
            // Before the tasks that are not completed lie all that are.
            let key = key.map_or(DateTime::UNIX_EPOCH, instant);
            let all = facets(pool, scope, filter).await?.total;
            let mut later = filter.clone();
            let range = match field {
                SortField::Updated => &mut later.updated,
                SortField::Completed => &mut later.completed,
                _ => &mut later.created,
            };
            let bound = if descends {
                key + TimeDelta::microseconds(1)
            } else {
                key
            };
            range.from = Some(range.from.map_or(bound, |from| from.max(bound)));
            let later = facets(pool, scope, &later).await?.total;
            Ok(if descends { later } else { all - later })
        }
        (key, _) => {
            let counts = facets(pool, scope, filter).await?;
            let before = groups_before(&counts, filter, key, descends);
            let mut own = filter.clone();
            match key {
                CursorKey::Project(name) => own.project = vec![name.clone()],
                CursorKey::Status(code) => {
                    own.status = TaskStatus::from_code(*code).into_iter().collect();
                }
                CursorKey::Time(_) => {}
            }
            let newer = instant(cursor.created_us) + TimeDelta::microseconds(1);
            own.created.from = Some(own.created.from.map_or(newer, |from| from.max(newer)));
            Ok(before + facets(pool, scope, &own).await?.total)
        }
    }
}

/// The tasks of the groups that come before the one of `key`.
fn groups_before(counts: &Facets, filter: &TaskFilter, key: &CursorKey, descends: bool) -> i64 {
    match key {
        CursorKey::Status(code) => counts
            .status
            .iter()
            .filter(|facet| filter.status.is_empty() || filter.status.contains(&facet.value))
            .filter(|facet| (facet.value.code() < *code) != descends && facet.value.code() != *code)
            .map(|facet| facet.count)
            .sum(),
        CursorKey::Project(own) => {
            let shown = |name: &String| filter.project.is_empty() || filter.project.contains(name);
            let named = counts.project.iter().filter(|facet| shown(&facet.value));
            let without_project =
                counts.total - named.clone().map(|facet| facet.count).sum::<i64>();
            let before: i64 = named
                .filter(|facet| (facet.value < *own) != descends && facet.value != *own)
                .map(|facet| facet.count)
                .sum();
            // Tasks without a project come first of all.
            if descends || own.is_empty() {
                before
            } else {
                before + without_project
            }
        }
        CursorKey::Time(_) => 0,
    }
}

fn instant(us: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(us).unwrap_or_default()
}
