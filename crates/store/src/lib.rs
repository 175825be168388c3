//! Tasks, audits, people and saved views in PostgreSQL.
//!
//! Every function that touches a team's data takes a [`Scope`] and reads and writes only inside
//! it. Static SQL is checked at compile time (`.sqlx/` holds what the checks need offline); only
//! the filtered lists, exports and claims build theirs, from bound parameters.

pub mod accounts;
mod actor;
pub mod attachments;
pub mod audits;
pub mod batches;
pub mod callbacks;
pub mod counts;
mod database;
mod error;
pub mod export;
pub mod files;
pub mod import;
pub mod live;
mod new_id;
mod off_worker;
mod pooler;
pub mod projects;
pub mod pulls;
mod row;
pub mod saved_views;
mod scope;
pub mod task_changes;
pub mod task_creation;
pub mod task_detail;
pub mod task_list;
pub mod teams;
mod test_names;
#[cfg(test)]
mod test_task;
pub mod work;

pub use actor::Actor;
pub use database::{connect, migrate, ping};
pub use error::{Error, Result};
pub use off_worker::{Stop, off_worker};
pub use scope::Scope;
pub use sqlx::PgPool;
