//! The state of the Tasks tab as a link, so that a teammate who opens it sees the same tasks.

use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::filter::TaskFilter;
use super::sort::Sort;
use crate::Zone;
use crate::named::named_enum;
use crate::record::cut_to;

named_enum! {
    /// How the list is laid out.
    pub enum View {
        Table = 0, "table", "Table";
        Tiles = 1, "tiles", "Tiles";
    }
}

/// Everything about the Tasks tab that a link carries.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TasksLink {
    pub filter: TaskFilter,
    pub sort: Sort,
    /// `None`: as the reader last chose.
    pub view: Option<View>,
    /// `None`: as the reader last chose.
    pub zone: Option<Zone>,
    /// The first visible task; `None`: the top.
    pub at: Option<Cursor>,
}

/// A query parameter that was ignored, with the reason, for the notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("`{name}` {reason}")]
pub struct BrokenParameter {
    pub name: String,
    pub reason: String,
}

/// The most broken parameters that a page tells of; a link with more says the same again.
pub const MAX_BROKEN: usize = 20;

impl BrokenParameter {
    pub fn new(name: &str, reason: String) -> Self {
        Self {
            name: name.chars().take(60).collect(),
            reason: cut_to(&reason, 300),
        }
    }
}

impl TasksLink {
    /// Reads a query string (without `?`). What is unknown or broken is left out and reported; the
    /// rest holds.
    pub fn parse(query: &str) -> (Self, Vec<BrokenParameter>) {
        let mut link = Self::default();
        let mut broken = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if let Err(error) = link.take(&name, &value)
                && broken.len() < MAX_BROKEN
            {
                broken.push(error);
            }
        }
        (link, broken)
    }

    /// The query string (without `?`), empty for the default state.
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(self.filter.pairs());
        if self.sort != Sort::default() {
            query.append_pair("sort", &self.sort.to_string());
        }
        if let Some(view) = self.view {
            query.append_pair("view", view.as_str());
        }
        if let Some(zone) = self.zone {
            query.append_pair("tz", zone.as_str());
        }
        if let Some(at) = &self.at {
            query.append_pair("at", &at.to_string());
        }
        query.finish()
    }

    /// `/tasks` with the query string.
    pub fn path(&self) -> String {
        match self.query() {
            query if query.is_empty() => "/tasks".to_owned(),
            query => format!("/tasks?{query}"),
        }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), BrokenParameter> {
        let broken = |reason: String| BrokenParameter::new(name, reason);
        match name {
            "sort" => self.sort = value.parse().map_err(|error| broken(format!("{error}")))?,
            "view" => self.view = Some(value.parse().map_err(|error| broken(format!("{error}")))?),
            "tz" => self.zone = Some(value.parse().map_err(|error| broken(format!("{error}")))?),
            "at" => self.at = Some(value.parse().map_err(|error| broken(format!("{error}")))?),
            _ if self.filter.take(name, value)? => {}
            _ => {
                return Err(broken(
                    "is not a parameter of this page; it is ignored".to_owned(),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{select, subsequence};

    use super::*;
    use crate::task_list::{CursorKey, Direction, SortField};
    use crate::{ReviewStatus, TaskStatus, TaskType, TimeRange};

    fn instant() -> impl Strategy<Value = DateTime<Utc>> {
        (0..4_102_444_800_000_i64).prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
    }

    fn range() -> impl Strategy<Value = TimeRange> {
        (
            proptest::option::of(instant()),
            proptest::option::of(instant()),
        )
            .prop_map(|(from, to)| TimeRange { from, to })
    }

    fn distinct_texts() -> impl Strategy<Value = Vec<String>> {
        vec(".{1,12}", 0..4).prop_map(|mut texts| {
            texts.sort();
            texts.dedup();
            texts
        })
    }

    fn some_of<T: Copy + std::fmt::Debug + 'static>(
        all: &'static [T],
    ) -> impl Strategy<Value = Vec<T>> {
        subsequence(all, 0..=all.len())
    }

    fn link() -> impl Strategy<Value = TasksLink> {
        let filter = (
            some_of(TaskStatus::ALL),
            some_of(ReviewStatus::ALL),
            some_of(TaskType::ALL),
            (distinct_texts(), distinct_texts(), distinct_texts()),
            (range(), range(), range()),
            ".{0,20}",
        )
            .prop_map(
                |(status, review_status, task_type, (project, batch, tag), times, text)| {
                    TaskFilter {
                        status,
                        review_status,
                        task_type,
                        project,
                        batch,
                        tag,
                        created: times.0,
                        completed: times.1,
                        updated: times.2,
                        text: text.trim().to_owned(),
                    }
                },
            );
        let sort = (select(SortField::ALL), any::<bool>()).prop_map(|(field, up)| Sort {
            field,
            direction: if up {
                Direction::Ascending
            } else {
                Direction::Descending
            },
        });
        let at = any::<(Option<i64>, i64, i64)>().prop_map(|(time, created_us, seq)| Cursor {
            key: CursorKey::Time(time),
            created_us,
            seq,
        });
        (
            filter,
            sort,
            proptest::option::of(select(View::ALL)),
            proptest::option::of(select(Zone::ALL)),
            proptest::option::of(at),
        )
            .prop_map(|(filter, sort, view, zone, at)| TasksLink {
                filter,
                sort,
                view,
                zone,
                at,
            })
    }

    proptest! {
        #[test]
        fn a_link_opens_the_state_it_was_made_from(link in link()) {
            let (read, broken) = TasksLink::parse(&link.query());
            prop_assert_eq!(read, link);
            prop_assert_eq!(broken, vec![]);
        }

        #[test]
        fn no_query_makes_the_reader_panic(query: String) {
            let _ = TasksLink::parse(&query);
        }
    }

    #[test]
    fn a_broken_parameter_is_named_and_the_rest_holds() {
        let (link, broken) =
            TasksLink::parse("status=done&status=queued&colour=red&created_from=monday");
        assert_eq!(link.filter.status, [TaskStatus::Queued]);
        let names: Vec<_> = broken.iter().map(|broken| broken.name.as_str()).collect();
        assert_eq!(names, ["status", "colour", "created_from"]);
        assert!(
            broken[0].reason.contains("queued, in_progress"),
            "{}",
            broken[0]
        );
    }
}
