//! What is known of a lidar frame beside its points and labels.

use serde::{Deserialize, Serialize};

use super::FrameInfo;

/// What a frame's file told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudFacts {
    /// Of the file, as people name it: `PCD`.
    pub format: String,
    pub points: u64,
    /// Points that were left out because their position is none.
    pub dropped: u64,
    pub info: FrameInfo,
}
