//! Bringing task files in: by command, and by upload.

pub mod command;
mod upload;
mod words;

pub use upload::routes;
