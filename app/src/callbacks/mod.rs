//! Callbacks: those of a task, and what a team sets for them.

mod attempts;
mod calls;
mod failures;
mod keys;
mod of_task;
mod origins;
mod team;
mod urls;

pub(crate) use attempts::{answer, standing};
pub use calls::{
    CallbackFactsNow, ChangeCallbacks, MakeCallbackKey, ResendFailedCallbacks, SendCallbackAgain,
};
pub(crate) use of_task::LOOKS;
pub use of_task::TaskCallbacks;
pub use team::TeamCallbacks;
