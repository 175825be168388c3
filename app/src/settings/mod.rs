//! What the pages of projects and batches have in common.

mod links;
mod page_failed;
mod page_help;
mod status_bar;

pub use links::{tasks_of_batch, tasks_of_project};
pub use page_failed::PageFailed;
pub use page_help::PageHelp;
pub use status_bar::StatusBar;
