//! Giving tasks out as files: by command, and by download.

pub mod command;
mod download;
mod reader;
#[cfg(test)]
mod tests;

pub use download::routes;
