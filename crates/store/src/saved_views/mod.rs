//! Filters that people gave a name: their own, and those that others share with the team. A person
//! changes only their own.

mod change;
mod default;
mod list;
#[cfg(test)]
mod tests;

pub use change::{create, delete, rename, reorder, set_shared};
pub use default::{default_query, set_default};
pub use list::list;
