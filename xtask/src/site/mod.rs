//! What browsers load, built into `target/site`, where the server takes it from.

mod build;
mod compress;
mod script;
mod style;

pub use build::{Profile, Size, TARGET, ZONES, build, build_style, sizes};
