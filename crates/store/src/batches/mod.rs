//! Batches: made, finalized, and counted.

mod change;
mod find;
mod page;
#[cfg(test)]
mod tests;

pub use change::{NewBatch, create, finalize, set_metadata, set_priority};
pub use find::{Batches, find, list};
pub use page::page;
