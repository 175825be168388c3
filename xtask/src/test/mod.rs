//! `cargo xtask test`

mod command;
mod step;
mod tally;

pub use command::{Arguments, test};
