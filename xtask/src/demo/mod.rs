//! `cargo xtask demo` and `cargo xtask dev`

mod command;
mod dev;
mod server;

pub use command::{Arguments, demo};
pub use dev::dev;
pub use server::{RunningServer, ServerProgram, built};
