//! A task as one JSON object: what files bring in and exports give out.
//!
//! The form is Scale's task object (`task_id`, `type`, `status`, `params`, `response`, …). What its
//! words cannot say is in one more field of ours,
//! `"tasklens": {"status", "review_status", "audits": [{"at", "by", "action", "comment"}]}`.

mod audits;
mod checker;
mod fields;
mod form;
mod problem;
mod search_text;
mod task_record;
mod times;
mod whole;

pub use audits::{AuditStep, RecordAudit, Settled, settle};
pub use fields::RawFields;
pub use form::{Form, params};
pub use problem::FieldProblem;
pub use search_text::search_text;
pub use task_record::{MAX_NAME_BYTES, TaskRecord};
pub use whole::{WholeTask, whole_task};

#[cfg(test)]
mod tests;
