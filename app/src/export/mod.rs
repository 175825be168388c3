//! Exporting what the task list shows, or what is selected in it.

mod dialog;
mod download;
mod estimate;
mod form;
mod job;
pub(crate) mod size;

pub use dialog::ExportDialog;
