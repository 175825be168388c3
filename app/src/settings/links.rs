//! Addresses of lists of tasks.

use domain::TaskStatus;
use domain::task_list::{TaskFilter, TasksLink};

/// The tasks of a project; with a status, only those that have it.
pub fn tasks_of_project(name: &str, status: Option<TaskStatus>) -> String {
    path(TaskFilter {
        project: vec![name.to_owned()],
        status: status.into_iter().collect(),
        ..TaskFilter::default()
    })
}

/// The tasks of a batch.
pub fn tasks_of_batch(name: &str) -> String {
    path(TaskFilter {
        batch: vec![name.to_owned()],
        ..TaskFilter::default()
    })
}

fn path(filter: TaskFilter) -> String {
    TasksLink {
        filter,
        ..TasksLink::default()
    }
    .path()
}
