//! What the crate promises, seen from outside, on real files, folders and sockets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod blobs;
mod bucket_ranges;
mod clouds;
mod fetching;
mod files;
mod masks;
mod pictures;
mod probes;
mod refusals;
