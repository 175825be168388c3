//! Copying from another server that speaks Scale's API.

pub mod command;
