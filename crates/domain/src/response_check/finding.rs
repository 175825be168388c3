//! One thing that is wrong, or may be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::annotations::Problem;
use crate::named::named_enum;

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
            path: path.into(),
            message: message.into(),
        }
    }
}

impl From<Problem> for Finding {
    fn from(problem: Problem) -> Self {
        Self::error(problem.path, problem.message)
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
