//! How many tasks have which status.

use serde::{Deserialize, Serialize};

use crate::TaskStatus;

/// Numbers of tasks by their status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct StatusCounts([i64; TaskStatus::ALL.len()]);

impl StatusCounts {
    pub const fn of(&self, status: TaskStatus) -> i64 {
        self.0[status.code() as usize]
    }

    pub const fn add(&mut self, status: TaskStatus, tasks: i64) {
        self.0[status.code() as usize] += tasks;
    }

    pub fn total(&self) -> i64 {
        self.0.iter().sum()
    }

    /// Tasks that came back with a response.
    pub const fn completed(&self) -> i64 {
        self.of(TaskStatus::Completed) + self.of(TaskStatus::Redo)
    }

    /// Tasks that still wait for theirs.
    pub const fn pending(&self) -> i64 {
        self.of(TaskStatus::Queued) + self.of(TaskStatus::InProgress)
    }
}

impl FromIterator<(TaskStatus, i64)> for StatusCounts {
    fn from_iter<I: IntoIterator<Item = (TaskStatus, i64)>>(counts: I) -> Self {
        let mut all = Self::default();
        for (status, tasks) in counts {
            all.add(status, tasks);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::StatusCounts;
    use crate::TaskStatus;

    #[test]
    fn every_status_has_a_place_of_its_own() {
        let counts: StatusCounts = (1..).zip(TaskStatus::ALL).map(|(n, s)| (*s, n)).collect();
        for (n, status) in (1..).zip(TaskStatus::ALL) {
            assert_eq!(counts.of(*status), n, "{status}");
        }
        assert_eq!(
            counts.total(),
            counts.pending() + counts.completed() + 5 + 6
        );
    }
}
