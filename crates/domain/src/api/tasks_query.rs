//! What `GET /v1/tasks` is asked for.

use super::pairs::{flag, number, pairs, set_from, set_to, time, unknown, word};
use crate::record::{FieldProblem, TaskView};
use crate::task_list::TaskFilter;
use crate::task_list::filter::MAX_VALUES;
use crate::{ApiStatus, ReviewStatus, TaskStatus};

/// The most tasks of a page, and how many it has unless told otherwise.
pub const MAX_LIMIT: u32 = 100;

const KNOWN: &[&str] = &[
    "project",
    "batch",
    "type",
    "status",
    "customer_review_status",
    "unique_id",
    "tags",
    "start_time",
    "end_time",
    "completed_after",
    "completed_before",
    "updated_after",
    "updated_before",
    "limit",
    "next_token",
    "include_attachment_url",
    "limited_response",
];

/// A page of tasks, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TasksQuery {
    pub filter: TaskFilter,
    /// A task passes with any of them.
    pub unique_ids: Vec<String>,
    pub limit: u32,
    /// As the page before gave it.
    pub next_token: Option<String>,
    pub view: TaskView,
}

impl TasksQuery {
    /// Reads a query string.
    ///
    /// # Errors
    /// The first parameter that cannot be taken. An unknown one is an error too: who sends it would
    /// otherwise get tasks that it was meant to keep away.
    pub fn parse(query: &str) -> Result<Self, FieldProblem> {
        let mut asked = Self {
            filter: TaskFilter::default(),
            unique_ids: Vec::new(),
            limit: MAX_LIMIT,
            next_token: None,
            view: TaskView::default(),
        };
        for (name, value) in pairs(query)? {
            asked.take(&name, value)?;
        }
        Ok(asked)
    }

    fn take(&mut self, name: &str, value: String) -> Result<(), FieldProblem> {
        let filter = &mut self.filter;
        match name {
            "project" => add(&mut filter.project, value, name)?,
            "batch" => add(&mut filter.batch, value, name)?,
            "tags" => add(&mut filter.tag, value, name)?,
            "unique_id" => add(&mut self.unique_ids, value, name)?,
            "type" => {
                for value in value.split(',') {
                    add(&mut filter.task_type, word(name, value)?, name)?;
                }
            }
            "status" => {
                for value in value.split(',') {
                    let wanted: ApiStatus = word(name, value)?;
                    let meant = TaskStatus::ALL.iter().filter(|own| own.api() == wanted);
                    extend(&mut filter.status, meant.copied());
                }
            }
            "customer_review_status" => {
                for value in value.split(',') {
                    let meant = review_statuses(name, value)?;
                    extend(&mut filter.review_status, meant);
                }
            }
            "start_time" => set_from(&mut filter.created, time(name, &value)?),
            "end_time" => set_to(&mut filter.created, time(name, &value)?),
            "completed_after" => set_from(&mut filter.completed, time(name, &value)?),
            "completed_before" => set_to(&mut filter.completed, time(name, &value)?),
            "updated_after" => set_from(&mut filter.updated, time(name, &value)?),
            "updated_before" => set_to(&mut filter.updated, time(name, &value)?),
            "limit" => self.limit = number(name, &value, 1, MAX_LIMIT, "tasks a page")?,
            "next_token" => self.next_token = Some(value),
            "include_attachment_url" => self.view.has_attachment_url = flag(name, &value)?,
            "limited_response" => self.view.is_limited = flag(name, &value)?,
            _ => return Err(unknown(name, KNOWN)),
        }
        Ok(())
    }
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T, name: &str) -> Result<(), FieldProblem> {
    if values.len() >= MAX_VALUES {
        let message = format!("is given more than {MAX_VALUES} times; ask several times");
        return Err(FieldProblem::new(name, message));
    }
    if !values.contains(&value) {
        values.push(value);
    }
    Ok(())
}

/// Adds what is not there yet.
fn extend<T: PartialEq>(values: &mut Vec<T>, added: impl Iterator<Item = T>) {
    for value in added {
        if !values.contains(&value) {
            values.push(value);
        }
    }
}

fn review_statuses(
    name: &str,
    value: &str,
) -> Result<impl Iterator<Item = ReviewStatus>, FieldProblem> {
    let known = ReviewStatus::ALL
        .iter()
        .any(|status| status.api_str() == value);
    if !known {
        let message = format!("is `{value}`; use pending, accepted, fixed, commented or rejected");
        return Err(FieldProblem::new(name, message));
    }
    let value = value.to_owned();
    Ok(ReviewStatus::ALL
        .iter()
        .copied()
        .filter(move |status| status.api_str() == value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TaskType;

    #[test]
    fn what_the_package_sends_is_understood() {
        let asked = TasksQuery::parse(
            "start_time=2026-01-01+00%3A00%3A00&project=My+Project&tags=a&tags=b&unique_id=x\
             &include_attachment_url=True&status=completed&type=imageannotation\
             &customer_review_status=pending%2Caccepted&limit=5",
        )
        .unwrap();
        assert_eq!(asked.filter.project, ["My Project"]);
        assert_eq!(asked.filter.tag, ["a", "b"]);
        assert_eq!(asked.unique_ids, ["x"]);
        assert_eq!(
            asked.filter.status,
            [TaskStatus::Completed, TaskStatus::Redo]
        );
        assert_eq!(asked.filter.task_type, [TaskType::ImageAnnotation]);
        assert_eq!(
            asked.filter.review_status,
            [
                ReviewStatus::NotReady,
                ReviewStatus::Pending,
                ReviewStatus::Accepted
            ]
        );
        assert_eq!(asked.limit, 5);
        assert!(asked.view.has_attachment_url && !asked.view.is_limited);
        assert!(asked.filter.created.from.is_some());
    }

    #[test]
    fn a_status_said_again_and_again_counts_once() {
        let query = format!("status={}", vec!["completed"; 6000].join(","));
        let asked = TasksQuery::parse(&query).unwrap();
        assert_eq!(
            asked.filter.status,
            [TaskStatus::Completed, TaskStatus::Redo]
        );
    }

    #[test]
    fn the_later_end_of_a_time_is_included() {
        let asked = TasksQuery::parse("completed_before=2026-04-03T17:30:00Z").unwrap();
        let to = "2026-04-03T17:30:00Z".parse().unwrap();
        assert!(asked.filter.completed.contains(to));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_remedy() {
        let problem = |query| TasksQuery::parse(query).unwrap_err().to_string();
        assert_eq!(
            problem("limit=500"),
            "`limit` is 500; ask for 1 to 100 tasks a page"
        );
        assert!(problem("limit=0").starts_with("`limit` is 0"));
        assert!(problem("status=done").contains("pending, completed, canceled, error"));
        assert!(problem("customer_review_status=ok").contains("pending, accepted"));
        assert!(problem("offset=100").contains("next_token"));
        assert!(problem("projekt=x").starts_with("`projekt` is no parameter here; use project"));
        assert!(problem("start_time=noon").starts_with("`start_time` is `noon`"));
    }
}
