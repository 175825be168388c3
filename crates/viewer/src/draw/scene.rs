//! What a frame depends on, to tell whether one is needed.

use std::ops::Range;

use crate::strides::Strides;
use crate::{DrawnCuboid, Look, Vec3, View};

/// Everything that the canvas depends on.
#[derive(Clone, PartialEq)]
pub struct Scene {
    pub points: PointsScene,
    /// Counts the changes of cuboids and lines.
    pub overlay_version: u64,
    pub look: Look,
}

/// Everything that the picture of the points depends on.
#[derive(Clone, PartialEq)]
pub struct PointsScene {
    pub view: View,
    /// Device pixels of a CSS pixel.
    pub ratio: f64,
    /// What does not touch the points is at its default.
    pub look: Look,
    pub device: Vec3,
    /// The cuboid whose points take its colour.
    pub selection: Option<DrawnCuboid>,
    pub draw_ranges: Option<Vec<Range<usize>>>,
    /// Counts the clouds, and the times that points went from one.
    pub cloud_version: u64,
}

/// How much of the points is in their picture.
pub struct Progress {
    pub scene: PointsScene,
    pub ranges: Vec<Range<usize>>,
    pub strides: Strides,
    /// The go that comes next.
    pub next: usize,
}

impl Progress {
    pub fn is_whole(&self) -> bool {
        self.next >= self.strides.goes
    }

    /// About how many points a go has.
    pub fn points_a_go(&self) -> usize {
        let points: usize = self.ranges.iter().map(ExactSizeIterator::len).sum();
        points / self.strides.goes
    }
}

/// A look whose parts that do not touch the points are at their default.
pub fn of_points(look: &Look) -> Look {
    let plain = Look::default();
    Look {
        eye_dome_lighting: plain.eye_dome_lighting,
        grid: plain.grid,
        show_axes: plain.show_axes,
        show_cuboids: plain.show_cuboids,
        show_lines: plain.show_lines,
        ..look.clone()
    }
}
