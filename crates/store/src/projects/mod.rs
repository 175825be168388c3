//! Projects and the versions of their parameters.

mod change;
mod find;
#[cfg(test)]
mod tests;

pub use change::{NewProject, Params, create, set_params};
pub use find::{Project, ProjectParams, find, list};
