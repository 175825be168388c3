//! Attachments named by a URL, fetched without letting the URL reach where it should not.

mod fetcher;

pub use fetcher::{FetchPolicy, Fetcher};
