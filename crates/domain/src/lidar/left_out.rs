//! Points of a file that are no points.

use serde::{Deserialize, Serialize};

/// Points of a frame's file that follow each other and were left out, since their position is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The first, by its place in the file, from 0.
    pub first: u32,
    pub count: u32,
}
