//! Bringing task files in: by command, and by upload.

pub mod command;
mod words;
