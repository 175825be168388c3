//! The ground: lanes, markings, sidewalks, and how the road bends.

use super::recipe::Place;
use super::vector::{V3, v3};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Solid,
    Dashed,
    DoubleYellow,
}

/// A line painted along the road.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Metres to the right of the road's middle.
    pub lateral: f32,
    pub kind: LineKind,
    pub yellow: bool,
}

/// What covers a place on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    Asphalt,
    Curb,
    Sidewalk,
    Grass,
}

#[derive(Debug, Clone)]
pub struct Road {
    /// The road's middle is at `x = bend * y²`.
    pub bend: f32,
    /// How far a parking lot's rows are turned; yaw.
    pub slant: f32,
    pub lines: Vec<Line>,
    /// Where the asphalt ends, left and right of the middle.
    pub left: f32,
    pub right: f32,
    pub sidewalk: f32,
    /// Stretch of y that a crossing street takes, if there is one.
    pub crossing: Option<(f32, f32)>,
    pub place: Place,
}

pub const LANE: f32 = 3.4;
/// Metres painted and metres of a whole dash period.
pub const DASH: (f32, f32) = (3.0, 9.0);

impl Road {
    /// The world point `lateral` metres right of the middle.
    pub fn at(&self, lateral: f32, y: f32) -> V3 {
        v3(lateral + self.bend * y * y, y, 0.0)
    }

    /// Which way the road goes there; yaw.
    pub fn heading(&self, y: f32) -> f32 {
        -(2.0 * self.bend * y).atan()
    }

    pub fn lateral(&self, x: f32, y: f32) -> f32 {
        x - self.bend * y * y
    }

    pub fn ground(&self, x: f32, y: f32) -> Ground {
        if self.place == Place::ParkingLot {
            return Ground::Asphalt;
        }
        let lateral = self.lateral(x, y);
        if let Some((from, to)) = self.crossing {
            if y > from && y < to {
                return Ground::Asphalt;
            }
            let to_corner = (y - from).abs().min((y - to).abs());
            if to_corner < 0.18 && (lateral < self.left || lateral > self.right) {
                return Ground::Curb;
            }
        }
        let outside = (self.left - lateral).max(lateral - self.right);
        if outside <= 0.0 {
            Ground::Asphalt
        } else if self.sidewalk <= 0.0 {
            Ground::Grass
        } else if outside < 0.18 {
            Ground::Curb
        } else if outside < self.sidewalk {
            Ground::Sidewalk
        } else {
            Ground::Grass
        }
    }
}
