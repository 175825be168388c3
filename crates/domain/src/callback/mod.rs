//! Callbacks: what a task's changes tell whoever sent it, where to, and how often that is tried.

mod address;
mod body;
mod event;
mod schedule;
mod told;

pub use address::{Address, InvalidAddress};
pub use body::callback_body;
pub use event::{CallbackEvent, TaskMoment, callback_event};
pub use schedule::{MAX_TRIES, Schedule};
pub use told::{Attempt, CallbackEntry, CallbackOutcome, CallbackState, FailedCallback};
