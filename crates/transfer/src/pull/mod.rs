//! Copying tasks, projects and batches from another server that speaks Scale's API.

mod answers;
mod error;
mod files;
mod homes;
mod run;
mod source;
mod walk;

pub use error::{PullError, Result};
pub use files::{FilesReport, pull_files};
pub use run::{Pulling, Since, pull};
pub use source::Source;
