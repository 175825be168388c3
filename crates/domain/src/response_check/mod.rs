//! What an auditor should know before a fixed response is saved: what is wrong with it, and what it
//! changes.

mod check;
mod diff;
mod finding;
mod shapes;

pub use check::check_response;
pub use diff::{Change, FieldChange, Subject, response_diff};
pub use finding::{Finding, Severity};
