//! What could not be read of a response, said so that someone can mend it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::record::cut_to;

/// One thing in a response that could not be read; everything else is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, as a path into the response: `annotations[3].width`.
    pub path: String,
    /// What is wrong and what would be right, to follow the path: `is missing; give …`.
    pub message: String,
}

/// The longest path, in characters.
const SHOWN_CHARS: usize = 300;

impl Problem {
    pub fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: cut_to(&path.into(), SHOWN_CHARS),
            message: message.into(),
        }
    }

    /// The same problem, seen from further out: `width` below `annotations[3]`.
    #[must_use]
    pub fn below(mut self, parent: &str) -> Self {
        self.path = match self.path.as_str() {
            "" => parent.to_owned(),
            path if path.starts_with('[') => format!("{parent}{path}"),
            path => format!("{parent}.{path}"),
        };
        self
    }
}

/// The most problems kept of one response; those beyond say nothing new.
const MAX_PROBLEMS: usize = 10_000;

/// Adds problems while there are fewer than [`MAX_PROBLEMS`].
pub(crate) fn keep(problems: &mut Vec<Problem>, new: impl IntoIterator<Item = Problem>) {
    let left = MAX_PROBLEMS.saturating_sub(problems.len());
    problems.extend(new.into_iter().take(left));
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.path, self.message)
    }
}
