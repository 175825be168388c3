//! What an auditor should know before a fixed response is saved: what is wrong with it, and what it
//! changes.

mod capped;
mod check;
mod diff;
mod finding;
mod known;
mod shapes;

pub use capped::Capped;
pub use check::check_response;
pub use diff::{Change, FieldChange, Subject, response_diff};
pub use finding::{Finding, Findings, Severity};
