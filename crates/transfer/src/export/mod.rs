//! Giving tasks out of the store as a file, a few MiB at a time.

mod csv_table;
mod encoder;
mod run;

pub use run::{Export, ExportError, estimate};
