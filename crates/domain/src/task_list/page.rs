//! A stretch of the task list.

use serde::{Deserialize, Serialize};

use super::cursor::Cursor;
use super::row::TaskRow;

/// Which stretch is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageAt {
    Top,
    /// Rows behind this place, which is not among them.
    After(Cursor),
    /// Rows before this place, which is not among them; in list order all the same.
    Before(Cursor),
    /// Rows behind this many, for a reader who pulls the scroll bar. Slower the farther it lies.
    Skip(u32),
    /// Rows from this place on; the row there comes first, or the next one if it is gone.
    From(Cursor),
}

/// Rows in list order, and whether the list goes on at either end.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Page {
    pub rows: Vec<TaskRow>,
    pub has_before: bool,
    pub has_after: bool,
}
