//! Files that tasks name: where their bytes are, and what their annotations are drawn from.

mod absent;
mod drawing_source;
mod find;

pub use absent::{Absent, absent};
pub use drawing_source::{DrawingSource, drawing_source};
pub use find::{Attached, FileInfo, Which, find, name_files, record_file, record_problem};
