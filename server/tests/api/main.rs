//! The API under `/v1`, asked of the real router on real databases.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

mod callbacks;
mod doors;
mod files;
mod openapi;
mod outages;
mod paging;
mod pooler;
mod projects;
mod site;
mod strangers;
mod tasks;
mod work;
