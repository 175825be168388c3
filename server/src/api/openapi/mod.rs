//! What the API takes and answers, described for programs (OpenAPI 3.1) and, on a page, for people.

mod document;
mod page;
pub mod schema;
mod words;

pub use document::{Conflict, DiskFull, Missing, NotEnabled, document};
pub use page::routes;
