//! The filters at the side of the list.

mod batches;
mod choices;
mod edit;
mod panel;
mod tags;
mod times;

pub use edit::without;
pub use panel::FilterPanel;
