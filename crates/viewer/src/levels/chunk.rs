//! A chunk of a large cloud.

use crate::{Bounds, Vec3};

/// A cube of an octree and how fine the points in it are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LevelChunk {
    /// The place of the chunk that this one refines, before its own; `None` for the first.
    pub parent: Option<usize>,
    /// How many points it has of its own.
    pub points: usize,
    /// In `world`.
    pub cube: Bounds,
    /// How far apart its points are together with its parents', metres; 0 where nothing is finer.
    pub spacing: f64,
}

impl LevelChunk {
    /// From its least corner in `world` and the side of its cube, metres.
    pub fn new(
        parent: Option<usize>,
        points: usize,
        (min, side): ([f64; 3], f64),
        spacing: f64,
    ) -> Self {
        let min = Vec3::from(min);
        Self {
            parent,
            points,
            cube: Bounds {
                min,
                max: min + Vec3::new(side, side, side),
            },
            spacing,
        }
    }
}
