//! Attachments named by a URL, fetched without letting the URL reach where it should not.

mod addresses;
mod allow;
mod fetcher;
mod resolver;

pub use allow::{AllowRule, InvalidAllowRule};
pub use fetcher::{FetchPolicy, Fetcher};
