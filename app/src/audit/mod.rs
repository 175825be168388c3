//! Judging a task: accept, reject, fix, and what goes with it.

mod bar;
mod change_list;
mod conflict;
mod fix;
mod last_audit;
mod requests;
#[cfg(feature = "ssr")]
mod responses;
mod tags;
mod undo_toast;
mod words_dialog;

pub use bar::{AuditBar, standing_words};
pub use change_list::ChangeList;
pub(crate) use fix::draft;
pub use last_audit::LastAudit;
pub use requests::{response_changes, task_now};
pub use tags::TaskTags;
pub use undo_toast::UndoToast;
