//! The beginning of a list that may be long.

use serde::{Deserialize, Serialize};

/// The first entries of a list, and how many more there are: an answer stays small whatever the
/// response holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capped<T> {
    pub list: Vec<T>,
    /// How many entries are left out.
    pub more: usize,
}

impl<T> Default for Capped<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            more: 0,
        }
    }
}

impl<T> Capped<T> {
    /// How many there are, those left out too.
    pub const fn total(&self) -> usize {
        self.list.len() + self.more
    }

    pub const fn is_empty(&self) -> bool {
        self.total() == 0
    }

    /// Keeps what `entry` makes while there are fewer than `most`; else only counts it.
    pub(super) fn push(&mut self, most: usize, entry: impl FnOnce() -> T) {
        if self.list.len() < most {
            self.list.push(entry());
        } else {
            self.more += 1;
        }
    }
}
