//! Changes of tasks that are no audits. Each takes any number of tasks by their `seq`, changes
//! those it can, says why not for the others, and leaves an event in each changed task's history.

mod cancel;
mod one;
mod tags;
#[cfg(test)]
mod tests;

pub use cancel::cancel;
pub(crate) use one::refresh_search;
pub use one::{AfterCancel, cancel_one, seq_of, set_metadata, set_tags, set_unique_id};
pub use tags::{add_tags, remove_tags};
