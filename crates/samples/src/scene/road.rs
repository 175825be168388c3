//! The ground: lanes, markings, sidewalks, and how the road bends.

use super::recipe::{Place, Recipe};
use super::vector::{V3, v3};
use crate::dice::Dice;

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

/// The road of a recipe.
pub fn lay_road(recipe: &Recipe, dice: &mut Dice) -> Road {
    let solid = |lateral: f32, yellow: bool| Line {
        lateral,
        kind: LineKind::Solid,
        yellow,
    };
    let dashed = |lateral: f32| Line {
        lateral,
        kind: LineKind::Dashed,
        yellow: false,
    };
    let bend = if dice.chance(0.55) {
        dice.between(-0.0011, 0.0011)
    } else {
        0.0
    };
    match recipe.place {
        Place::Highway => Road {
            bend: bend * 0.8,
            slant: 0.0,
            lines: vec![
                solid(-0.5 * LANE, true),
                dashed(0.5 * LANE),
                dashed(1.5 * LANE),
                solid(2.5 * LANE, false),
            ],
            left: -0.5 * LANE - 1.0,
            right: 2.5 * LANE + 2.6,
            sidewalk: 0.0,
            crossing: None,
            place: recipe.place,
        },
        place => {
            let crossing = (place != Place::ParkingLot && dice.chance(0.5)).then(|| {
                let from = dice.between(20.0, 38.0);
                (from, from + dice.between(9.0, 13.0))
            });
            let middle = match dice.below(3) {
                0 => Line {
                    lateral: 0.0,
                    kind: LineKind::DoubleYellow,
                    yellow: true,
                },
                1 => dashed(0.0),
                _ => solid(0.0, true),
            };
            let half = LANE + 2.3;
            Road {
                bend: if crossing.is_some() || place == Place::ParkingLot {
                    0.0
                } else {
                    bend
                },
                slant: 0.0,
                lines: if place == Place::ParkingLot {
                    Vec::new()
                } else {
                    vec![solid(-LANE, false), middle, solid(LANE, false)]
                },
                left: -half,
                right: half,
                sidewalk: if place == Place::Downtown {
                    dice.between(3.2, 5.0)
                } else {
                    2.4
                },
                crossing,
                place,
            }
        }
    }
}
