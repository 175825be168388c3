//! `cargo xtask test`

mod api;
mod browser;
mod command;
mod sample_version;
mod server;
mod step;
mod tally;

pub use api::load;
pub use browser::bench;
pub use command::{Arguments, screenshots, test};
