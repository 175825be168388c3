//! The labelers' side: tasks are claimed by many programs at once, held for a while, and answered.

mod answer;
mod claim;
mod lease;
#[cfg(test)]
mod tests;

pub use answer::{fail, release, submit};
pub use claim::{Claimed, claim};
pub use lease::{LeaseId, heartbeat, requeue_lost};
