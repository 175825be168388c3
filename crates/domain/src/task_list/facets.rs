//! How many tasks each value of each filter would show.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::filter::TaskFilter;
use crate::{ReviewStatus, TaskStatus, TaskType};

/// How many tasks share one combination of the counted properties, of which batches are too many to
/// be told apart. The store reads such cells, already narrowed by the filters that are not counted
/// (times, text, tags); totals and most facet counts follow from them here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CubeCell {
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
    pub task_type: TaskType,
    /// Empty for tasks without a project.
    pub project: Arc<str>,
    /// Whether the filter lets the batch through.
    pub in_batch: bool,
    pub count: i64,
}

/// One value of a filter and how many tasks it would show under the other filters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount<T> {
    pub value: T,
    pub count: i64,
}

/// Exact counts for every filter, each under all the other filters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facets {
    /// Tasks that the whole filter shows.
    pub total: i64,
    /// Every status, also those with no task.
    pub status: Vec<FacetCount<TaskStatus>>,
    /// Every audit status but [`ReviewStatus::NotReady`].
    pub review_status: Vec<FacetCount<ReviewStatus>>,
    /// The types that have tasks or are filtered by, most first.
    pub task_type: Vec<FacetCount<TaskType>>,
    /// The projects that have tasks or are filtered by, by name.
    pub project: Vec<FacetCount<String>>,
    /// How many batches have tasks under the other filters; their names come by type-ahead.
    pub batch_total: i64,
    /// The first batches by name, and all that are filtered by.
    pub batch: Vec<FacetCount<String>>,
    /// The tags that tasks have or that are filtered by, by name. A task counts for each of its tags.
    pub tag: Vec<FacetCount<String>>,
}

/// How many batches [`Facets::batch`] lists besides those filtered by; more come by type-ahead.
pub const LISTED_BATCHES: usize = 50;

impl Facets {
    /// Folds the cells into the counts that `filter` shows, but those of batches and tags.
    pub fn fold(cells: &[CubeCell], filter: &TaskFilter) -> Self {
        let mut facets = Self::default();
        let mut status: BTreeMap<TaskStatus, i64> = zeros(TaskStatus::ALL);
        let mut review: BTreeMap<ReviewStatus, i64> = zeros(&ReviewStatus::ALL[1..]);
        let mut task_type: BTreeMap<TaskType, i64> = zeros(&filter.task_type);
        let mut project: BTreeMap<&str, i64> = names(&filter.project);

        for cell in cells {
            let in_status = allows(&filter.status, &cell.status);
            let in_review = allows(&filter.review_status, &cell.review_status);
            let in_type = allows(&filter.task_type, &cell.task_type);
            let in_project = allows_name(&filter.project, &cell.project);
            let in_batch = cell.in_batch;
            // A cell counts for a filter if every *other* filter lets it through.
            match [in_status, in_review, in_type, in_project, in_batch] {
                [true, true, true, true, true] => facets.total += cell.count,
                misses if misses.iter().filter(|inside| !**inside).count() > 1 => continue,
                _ => {}
            }
            if in_review && in_type && in_project && in_batch {
                *status.entry(cell.status).or_default() += cell.count;
            }
            if in_status
                && in_type
                && in_project
                && in_batch
                && cell.review_status != ReviewStatus::NotReady
            {
                *review.entry(cell.review_status).or_default() += cell.count;
            }
            if in_status && in_review && in_project && in_batch {
                *task_type.entry(cell.task_type).or_default() += cell.count;
            }
            if in_status && in_review && in_type && in_batch {
                *project.entry(&cell.project).or_default() += cell.count;
            }
        }

        facets.status = TaskStatus::ALL
            .iter()
            .map(|value| count(&status, value))
            .collect();
        facets.review_status = ReviewStatus::ALL[1..]
            .iter()
            .map(|value| count(&review, value))
            .collect();
        facets.task_type = task_type
            .into_iter()
            .map(|(value, count)| FacetCount { value, count })
            .collect();
        facets
            .task_type
            .sort_by_key(|facet| (-facet.count, facet.value));
        facets.project = named(project).collect();
        facets
    }

    /// With how many tasks each batch has, under all filters but that of batches. The empty name
    /// stands for none.
    #[must_use]
    pub fn with_batches(mut self, counts: Vec<(String, i64)>, filter: &TaskFilter) -> Self {
        let mut batch: BTreeMap<&str, i64> = names(&filter.batch);
        batch.extend(counts.iter().map(|(name, count)| (name.as_str(), *count)));
        self.batch_total = batch
            .iter()
            .filter(|(name, count)| !name.is_empty() && **count > 0)
            .count() as i64;
        let mut listed = 0;
        self.batch = named(batch)
            .filter(|facet| {
                listed += 1;
                listed <= LISTED_BATCHES || filter.batch.contains(&facet.value)
            })
            .collect();
        self
    }

    /// With how many tasks have each tag, under all filters but that of tags.
    #[must_use]
    pub fn with_tags(mut self, counts: Vec<(String, i64)>, filter: &TaskFilter) -> Self {
        let mut tags: BTreeMap<String, i64> =
            filter.tag.iter().map(|tag| (tag.clone(), 0)).collect();
        tags.extend(counts);
        self.tag = tags
            .into_iter()
            .map(|(value, count)| FacetCount { value, count })
            .collect();
        self
    }
}

fn allows<T: PartialEq>(wanted: &[T], value: &T) -> bool {
    wanted.is_empty() || wanted.contains(value)
}

fn allows_name(wanted: &[String], name: &str) -> bool {
    wanted.is_empty() || wanted.iter().any(|wanted| wanted == name)
}

fn zeros<T: Ord + Copy>(values: &[T]) -> BTreeMap<T, i64> {
    values.iter().map(|value| (*value, 0)).collect()
}

fn names(values: &[String]) -> BTreeMap<&str, i64> {
    values.iter().map(|value| (value.as_str(), 0)).collect()
}

fn count<T: Ord + Copy>(counts: &BTreeMap<T, i64>, value: &T) -> FacetCount<T> {
    FacetCount {
        value: *value,
        count: counts.get(value).copied().unwrap_or_default(),
    }
}

fn named(counts: BTreeMap<&str, i64>) -> impl Iterator<Item = FacetCount<String>> {
    counts
        .into_iter()
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, count)| FacetCount {
            value: name.to_owned(),
            count,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(status: TaskStatus, project: &str, count: i64) -> CubeCell {
        CubeCell {
            status,
            review_status: if status.is_completed() {
                ReviewStatus::Pending
            } else {
                ReviewStatus::NotReady
            },
            task_type: TaskType::ImageAnnotation,
            project: project.into(),
            in_batch: true,
            count,
        }
    }

    fn of<T: PartialEq + Copy>(facets: &[FacetCount<T>], value: T) -> i64 {
        facets
            .iter()
            .find(|facet| facet.value == value)
            .map_or(-1, |facet| facet.count)
    }

    #[test]
    fn a_filter_counts_its_own_values_under_the_other_filters_only() {
        let cells = [
            cell(TaskStatus::Queued, "day", 3),
            cell(TaskStatus::Completed, "day", 5),
            cell(TaskStatus::Completed, "night", 7),
        ];
        let filter = TaskFilter {
            status: vec![TaskStatus::Completed],
            project: vec!["day".to_owned()],
            ..TaskFilter::default()
        };
        let facets = Facets::fold(&cells, &filter);
        assert_eq!(facets.total, 5);
        assert_eq!(of(&facets.status, TaskStatus::Queued), 3);
        assert_eq!(of(&facets.status, TaskStatus::Completed), 5);
        assert_eq!(of(&facets.status, TaskStatus::Error), 0);
        assert_eq!(
            facets.project.iter().map(|f| f.count).collect::<Vec<_>>(),
            [5, 7]
        );
        assert_eq!(of(&facets.review_status, ReviewStatus::Pending), 5);
    }
}
