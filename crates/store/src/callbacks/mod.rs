//! Callbacks: written into an outbox with the change that they tell of, and sent from there.
//!
//! A task's callbacks wait in its line and are sent one after the other. A server takes the first of
//! a line for a while; where it does not say in time how that ended, another one takes it again. So
//! each arrives at least once, whenever a server ends. Those of batches ([`batches`]) wait beside.

pub mod batches;
mod finish;
mod keys;
mod news;
mod of_task;
mod origins;
mod prune;
mod queue;
mod resend;
mod settings;
mod take;
#[cfg(test)]
mod tests;

pub use finish::{Next, Tried, finish};
pub use keys::{Credentials, Secret, ValidKeys, credentials, end_old_key, keys, new_key};
pub use news::News;
pub(crate) use of_task::of_task;
pub use origins::{allow_origin, origins, remove_origin};
pub(crate) use origins::{allow_set, allow_set_by_params};
pub use prune::prune;
pub(crate) use queue::queue;
pub use queue::seconds_to_next;
pub use resend::{Failing, failing, resend, resend_failing};
pub use settings::{CallbackSettings, set_default_url, settings};
pub use take::{DueClaim, Place, Taken, take, task_then};
