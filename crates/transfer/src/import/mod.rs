//! Bringing files of tasks into the store: records in, their files beside them, a report out.

mod error;
mod files;
mod keep;
mod reading;
mod run;

pub use error::{ImportError, Result};
pub use files::Files;
pub use run::{Import, Options};
