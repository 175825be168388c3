//! Copying from other servers: how far it is, and which tasks it brought.

mod homes;
mod progress;

pub use homes::{PulledBatch, PulledProject, keep_batch, keep_project};
pub use progress::{Pull, find, finish, go_on, start};
