//! `cargo xtask test`

mod browser;
mod command;
mod step;
mod tally;

pub use browser::bench;
pub use command::{Arguments, screenshots, test};
