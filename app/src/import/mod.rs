//! Importing task files in the browser.

mod page;
mod queue;
mod report;
mod upload;

pub use page::ImportPage;
