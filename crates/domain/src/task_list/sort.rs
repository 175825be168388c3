//! The order of the task list.

use std::fmt;
use std::str::FromStr;

use crate::named::{UnknownName, named_enum};

named_enum! {
    /// What the list is ordered by. Ties are broken by creation time, then by arrival.
    pub enum SortField {
        Created = 0, "created", "Created";
        Updated = 1, "updated", "Updated";
        /// Tasks that are not completed count as the oldest.
        Completed = 2, "completed", "Completed";
        /// In the order of [`crate::TaskStatus::ALL`].
        Status = 3, "status", "Status";
        /// By project name; tasks without a project come first.
        Project = 4, "project", "Project";
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

/// A field and a direction, written `created` or `-created` (descending).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sort {
    pub field: SortField,
    pub direction: Direction,
}

impl Default for Sort {
    /// Newest first.
    fn default() -> Self {
        Self {
            field: SortField::Created,
            direction: Direction::Descending,
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.direction == Direction::Descending {
            "-"
        } else {
            ""
        };
        write!(f, "{sign}{}", self.field)
    }
}

impl FromStr for Sort {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (direction, field) = match text.strip_prefix('-') {
            Some(field) => (Direction::Descending, field),
            None => (Direction::Ascending, text),
        };
        Ok(Self {
            field: field.parse()?,
            direction,
        })
    }
}

impl serde::Serialize for Sort {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Sort {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
