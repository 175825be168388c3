//! JSON as text to look at: the engine of a viewer that shows tens of megabytes without freezing
//! and keeps the spelling of every number and the order of every key.
//!
//! The source text is never parsed into values. An [`Indexer`] walks it once, in slices of a few
//! milliseconds, and notes where each line of its pretty-printed form begins and ends; what a line
//! shows is read from the source when it scrolls into view. [`Folds`] says which lines are visible,
//! [`Search`] finds text in them. Nothing recurses, so no nesting is too deep.

mod document;
mod error;
mod find;
mod folds;
mod indexer;
mod path;
mod pretty;
mod scan;
mod search;
mod size;

pub use document::{Document, Line, TokenKind};
pub use error::JsonError;
pub use folds::Folds;
pub use indexer::{Indexer, Progress};
pub use path::line_of_path;
pub use pretty::pretty;
pub use search::{MOST_MATCHES, Match, Search};
pub use size::{MAX_JSON_VALUES, TooManyValues, check_size};

#[cfg(test)]
mod tests;
