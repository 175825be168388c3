//! Batches: made, finalized, and counted.

mod change;
mod find;
#[cfg(test)]
mod tests;

pub use change::{NewBatch, create, finalize, set_metadata};
pub use find::{Batch, BatchCounts, Batches, find, list};
