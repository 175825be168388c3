//! Projects and the versions of their parameters.

mod change;
mod find;
mod overview;
#[cfg(test)]
mod tests;

pub use change::{NewProject, Params, create, edit_params, set_params, set_reject_policy};
pub use find::{Project, ProjectParams, find, list};
pub use overview::{facts, names, overview, params_of};
