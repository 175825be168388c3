//! `/v1`: Scale's API, for programs that hold a key.

mod answer;
mod batches;
mod body;
mod caller;
mod error;
mod files;
mod next_token;
mod not_enabled;
mod openapi;
mod path;
mod projects;
mod rate;
mod routes;
mod task;
mod task_creation;
mod tasks;
mod teams;
mod work;

pub use routes::{nothing, routes};
