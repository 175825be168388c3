//! Giving tasks out as files: by command, and by download.

pub mod command;
mod download;

pub use download::routes;
