//! How fast the list, the formats and the drawing are.

mod clouds;
mod command;

pub use command::{Arguments, bench};
