//! Large clouds in levels of detail: which chunks of one a view needs.

mod chunk;
mod wanted;

pub use chunk::LevelChunk;
pub use wanted::{Detail, wanted};
