//! Putting the cuboids of a lidar response right: what can be done to them, taken back and done
//! again, and the response that comes of it.

mod draft;
mod edits;
mod fit;
mod heading;
mod shape;
mod source;
#[cfg(test)]
mod tests;
mod track;
mod write;

pub use draft::{DraftChange, SceneDraft, Standing};
pub use edits::{Change, Edits, Frames, Hand};
pub use fit::{Fitted, Heading, LowestPoint, MOST_POINTS, ObjectPoints, Place, fit};
pub use shape::Face;
pub use source::{LidarSource, SourceError, annotations_address};

use std::collections::BTreeMap;

use super::Cuboid;

/// The cuboids of each frame, by the number of their object.
pub type Scene = Vec<BTreeMap<usize, Cuboid>>;
