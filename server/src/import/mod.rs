//! Bringing task files in: by command, and by upload.

pub mod command;
mod spool;
#[cfg(test)]
mod tests;
mod upload;
pub mod words;

pub use upload::routes;
