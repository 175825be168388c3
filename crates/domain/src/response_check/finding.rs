//! One thing that is wrong, or may be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::annotations::Problem;
use crate::named::named_enum;
use crate::record::cut_to;

named_enum! {
    /// Whether a response with such a finding can be saved.
    pub enum Severity {
        /// It must be mended first.
        Error = 0, "error", "Error";
        /// It may be meant so.
        Warning = 1, "warning", "Warning";
    }
}

/// Something to mend, or to look at, in an edited response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub severity: Severity,
    /// Where, as a path into the response: `annotations[3].width`; empty for the whole text.
    pub path: String,
    /// What is wrong and what would be right, to follow the path: `is missing; give …`.
    pub message: String,
}

impl Finding {
    pub(super) fn error(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, path, message)
    }

    pub(super) fn warning(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, path, message)
    }

    fn new(severity: Severity, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity,
            path: cut_to(&path.into(), SHOWN_CHARS),
            message: cut_to(&message.into(), SHOWN_CHARS),
        }
    }
}

/// The longest path and message, in characters.
const SHOWN_CHARS: usize = 500;

/// The most findings kept of each severity; the others are counted.
const MAX_FINDINGS: usize = 200;

/// What a check found, in the order of the text; of very many, the first errors and the first
/// warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    pub list: Vec<Finding>,
    /// How many are left out.
    pub more: usize,
    errors: usize,
    warnings: usize,
}

impl Findings {
    /// How many there are, those left out too.
    pub const fn total(&self) -> usize {
        self.list.len() + self.more
    }

    /// The first thing that must be mended before the response can be saved.
    pub fn first_error(&self) -> Option<&Finding> {
        let is_error = |finding: &&Finding| finding.severity == Severity::Error;
        self.list.iter().find(is_error)
    }

    pub(super) fn error(&mut self, finding: impl FnOnce() -> (String, String)) {
        self.errors += 1;
        if self.errors > MAX_FINDINGS {
            self.more += 1;
            return;
        }
        let (path, message) = finding();
        self.list.push(Finding::error(path, message));
    }

    pub(super) fn warning(&mut self, finding: impl FnOnce() -> (String, String)) {
        self.warnings += 1;
        if self.warnings > MAX_FINDINGS {
            self.more += 1;
            return;
        }
        let (path, message) = finding();
        self.list.push(Finding::warning(path, message));
    }

    pub(super) fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        for problem in problems {
            self.error(|| (problem.path, problem.message));
        }
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self {
            errors: usize::from(finding.severity == Severity::Error),
            warnings: usize::from(finding.severity == Severity::Warning),
            list: vec![finding],
            more: 0,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}` ", self.path)?;
        }
        f.write_str(&self.message)
    }
}
