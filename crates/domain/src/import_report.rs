//! What became of an import, for the one who started it.

use serde::{Deserialize, Serialize};

use crate::TaskId;

/// The most problems, and the most differing tasks, that a report lists; it counts all of them.
pub const MAX_LISTED: usize = 1000;

/// How an import went, so far or in the end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportReport {
    /// Tasks that are new.
    pub added: u64,
    /// Tasks that were brought up to date, where what they came from is followed.
    #[serde(default)]
    pub refreshed: u64,
    /// Records that are in the store already, word for word.
    pub unchanged: u64,
    /// Records whose task is in the store with other content, which stays as it is.
    pub differing: u64,
    /// Records that could not be taken.
    pub failed: u64,
    /// Files next to the task file that could not be had, of tasks that were added.
    pub missing_files: u64,
    /// The first [`MAX_LISTED`] things that are wrong, in the order of the file.
    pub problems: Vec<ImportProblem>,
    /// Whether nothing was taken because something was wrong and all or nothing was asked for.
    pub is_rolled_back: bool,
}

/// Something wrong in an imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblem {
    /// Where the record begins, from 1; absent for problems of the whole file.
    pub line: Option<u64>,
    /// The record's task, where it is known.
    pub task_id: Option<TaskId>,
    /// The field, where one is to blame.
    pub field: Option<String>,
    pub message: String,
}

/// A line of what a running import tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum ImportEvent {
    /// Sent as the import goes on; `report` comes without its problems.
    Progress {
        /// Bytes of the upload that have been read.
        bytes: u64,
        report: ImportReport,
    },
    /// The last line of an import that ran to its end.
    Done { report: ImportReport },
    /// The last line of an import that could not go on; what it took before stays taken unless all
    /// or nothing was asked for.
    Stopped {
        message: String,
        report: ImportReport,
    },
}

impl ImportReport {
    /// Whether every record was taken or was there already.
    pub const fn is_clean(&self) -> bool {
        self.failed == 0 && self.differing == 0
    }

    /// Counts a record that cannot be taken, once, with all that is wrong with it.
    pub fn fail(&mut self, problems: impl IntoIterator<Item = ImportProblem>) {
        self.failed += 1;
        problems.into_iter().for_each(|problem| self.list(problem));
    }

    /// Lists a problem without counting a record.
    pub fn list(&mut self, problem: ImportProblem) {
        if self.problems.len() < MAX_LISTED {
            self.problems.push(problem);
        }
    }

    /// The counts alone, for a progress line.
    #[must_use]
    pub fn counts(&self) -> Self {
        Self {
            problems: Vec::new(),
            ..*self
        }
    }
}
