//! Giving tasks out as files: by command, and by download.

pub mod command;
mod download;
#[cfg(test)]
mod tests;

pub use download::routes;
