//! Who may ask: sessions, logins, and the check that a change was asked for by our own pages.

mod client_address;
pub mod commands;
mod cookie;
mod csrf;
mod login;
mod session;

pub use csrf::refuse_foreign_changes;
pub use login::routes;
pub use session::know_viewer;
