//! `cargo xtask test`

mod browser;
mod command;
mod sample_version;
mod sdk;
mod server;
mod step;
mod tally;

pub use browser::bench;
pub use command::{Arguments, screenshots, test};
