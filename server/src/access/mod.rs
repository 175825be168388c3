//! Who may ask: sessions, logins, and the check that a change was asked for by our own pages.

mod client_address;
pub mod commands;
mod cookie;
mod csrf;
mod forms;
mod join;
mod login;
mod routes;
mod session;

pub use csrf::refuse_foreign_changes;
pub use routes::routes;
pub use session::know_viewer;
