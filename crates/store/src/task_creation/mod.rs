//! New tasks, one a call.

mod create;
mod home;
#[cfg(test)]
mod tests;

pub use create::{Created, IdempotencyKey, NewTask, create, forget_old_keys};
pub use home::{Home, home};
