//! Callbacks: what a task's changes tell whoever sent it, and a batch's completion whoever made it;
//! where to, and how often that is tried.

mod address;
mod batch_body;
mod body;
mod event;
mod keys;
mod schedule;
mod told;

pub use address::{Address, InvalidAddress};
pub use batch_body::{BATCH_EVENT, batch_callback_body};
pub use body::callback_body;
pub use event::{CallbackEvent, TaskMoment, callback_event};
pub use keys::{CallbackKey, CallbackOrigin, KEY_OVERLAP, KeyPurpose};
pub use schedule::{MAX_TRIES, Schedule};
pub use told::{
    Attempt, BatchCallback, CallbackEntry, CallbackOutcome, CallbackState, FailedCallback,
};
