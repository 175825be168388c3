//! Changes of many selected tasks: judged, canceled, tagged, a chunk at a time.

mod action;
mod bar;
mod calls;
mod dialogs;
mod report;
mod run;

pub use action::BulkAction;
pub use bar::BulkBar;
