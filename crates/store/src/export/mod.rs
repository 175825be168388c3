//! Giving tasks out in list order, in constant memory, as they are at one moment.

mod cursor;
mod whole;

pub use cursor::{Export, Exported, Parts};
pub(crate) use whole::{Depth, whole_by_id, whole_by_seq};
