//! What is known of a lidar frame beside its points and labels.

use serde::{Deserialize, Serialize};

use super::{ClassNames, FrameInfo};

/// What a frame's file told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudFacts {
    /// Of the file, as people name it: `PCD`.
    pub format: String,
    pub points: u64,
    /// Points that were left out because their position is none.
    pub dropped: u64,
    pub info: FrameInfo,
    /// Whose list the classes of points are from.
    #[serde(default)]
    pub class_names: ClassNames,
    /// The classes that points have, the least first.
    #[serde(default)]
    pub classes: Vec<u16>,
    /// The names of columns that are not read.
    #[serde(default)]
    pub other_columns: Vec<String>,
    /// What the reader had to guess or leave out, a sentence each.
    #[serde(default)]
    pub notices: Vec<String>,
    /// Of a large cloud, which comes in parts; a small one is one tile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<CloudLevels>,
}

/// The parts of a large cloud, the coarsest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudLevels {
    /// A parent comes before its children.
    pub chunks: Vec<CloudChunk>,
    /// The least and the greatest intensity of all points.
    pub intensity: Option<[f32; 2]>,
    /// The first and the last time of all points, nanoseconds.
    pub time: Option<[i64; 2]>,
}

/// A cube and some of the points in it: those of its parents and children are others, in the same
/// place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudChunk {
    /// The place of the chunk that this one refines; `None` for the first.
    pub parent: Option<u32>,
    pub points: u32,
    /// The least corner of the cube; `world`, metres.
    pub min: [f64; 3],
    /// The side of the cube, metres.
    pub side: f64,
    /// How far apart the points are once its parents are shown too, metres; 0 where there is nothing
    /// finer.
    pub spacing: f64,
    /// Where its tile begins and ends among those of all chunks, in bytes.
    pub bytes: [u64; 2],
}
