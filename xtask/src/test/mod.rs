//! `cargo xtask test`

mod api;
mod browser;
mod command;
mod server;
mod step;
mod tally;

pub use api::load;
pub use browser::bench;
pub use command::{Arguments, screenshots, test};
