//! Taking task records in: many a transaction, each once.

mod audits;
mod existing;
mod importer;
mod incoming;
mod names;
mod one;
mod refresh;
mod rows;
mod taking;
#[cfg(test)]
mod tests;

pub use importer::{Importer, WhenOneDiffers, WhenOneFails};
pub use incoming::{BlobRow, FileState, Incoming, IncomingFile};
pub(crate) use one::insert_one;
