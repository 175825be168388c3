//! Who may ask, and how: configuration, routes and commands.

mod access;
mod api;
mod body_limits;
pub mod cli;
mod clouds;
mod connections;
mod data_folder;
mod events;
mod export;
mod health;
mod import;
mod jobs;
pub mod log;
mod pages;
mod pictures;
mod places;
mod pull;
mod refused;
mod request_log;
mod router;
mod samples;
mod security_headers;
mod serve;
mod settings;
mod site;
mod task_files;
#[cfg(test)]
mod test_site;

pub use router::router;
pub use serve::{courier, media, state};
pub use settings::{GivenSettings, Settings};
