//! A task as one JSON object: what files bring in and exports give out.
//!
//! The form is Scale's task object (`task_id`, `type`, `status`, `params`, `response`, …). What its
//! words cannot say is in one more field of ours,
//! `"tasklens": {"status", "review_status", "audits": [{"at", "by", "action", "comment"}]}`.

mod audits;
mod call;
mod checker;
mod fields;
mod form;
mod problem;
mod pulled;
mod required;
mod search_text;
mod task_record;
mod times;
mod view;
mod whole;

pub use audits::{AuditStep, RecordAudit, Settled, settle};
pub use call::{CallNames, PRIORITIES, fill_in};
pub use checker::{Checker, MAX_PROBLEMS, cut, cut_to};
pub use fields::RawFields;
pub use form::{Form, object, params};
pub use problem::FieldProblem;
pub use pulled::pulled_record;
pub use search_text::search_text;
pub use task_record::{MAX_FILES, MAX_NAME_BYTES, TaskRecord};
pub use times::{parse as parse_time, text as time_text};
pub use view::{TaskView, task_view};
pub use whole::{WholeTask, whole_task};

#[cfg(test)]
mod tests;
