//! Verdicts on tasks: made, taken back, one or many at a time. Nothing is overwritten: each verdict
//! and each response is a row of its own.

mod bulk;
mod change;
mod judge;
#[cfg(test)]
mod tests;
mod undo;

pub use bulk::{judge_chunk, start_bulk, undo_chunk};
pub use judge::{Expected, Judged, judge};
pub use undo::undo;
