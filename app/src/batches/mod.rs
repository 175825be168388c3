//! `/batches`: how far each is, and what lets its tasks be worked on, and how early.

mod callback;
mod calls;
mod filters;
mod line;
mod page;

pub use calls::SendBatchCallbackAgain;
pub use page::BatchesPage;
