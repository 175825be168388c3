//! The callbacks of batches: told whenever a batch is complete.
//!
//! That follows from the counts of its tasks. The fold of the counts marks the batches whose tasks
//! changed, also where they were pending only for a moment; who holds the fold's lock then looks at
//! the marked ones, and writes down what is to be told. Nothing of it can be lost: the notes stay
//! until they are folded, and a mark until it was looked at.

mod finish;
mod resend;
mod take;
mod tell;
#[cfg(test)]
mod tests;

pub use finish::finish;
pub use resend::resend;
pub use take::{Taken, batch_then, take};
pub use tell::tell_complete;
