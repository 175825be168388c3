//! A cuboid around the points inside a rough one.

use serde::{Deserialize, Serialize};

use super::heading::turn_of;
use crate::lidar::Cuboid;

/// Room around the outermost points, metres: a lidar sees the skin of things.
const ROOM: f64 = 0.02;

/// How much of the lowest part of a rough box is taken for ground where the frame does not mark it.
const GROUND: f64 = 0.15;

/// The share of points on each side that may be stray.
const STRAY: f64 = 0.002;

/// What came of fitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    pub cuboid: Cuboid,
    /// The points that it was fitted to.
    pub points: usize,
}

/// How a fitted cuboid stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Heading {
    /// As the rough one.
    Kept,
    /// As its points lie, as far as they tell: of the two ways along the longer side, or of all four
    /// where it is about square, the one nearest to the rough heading.
    OfPoints,
}

/// Shrinks or grows `rough` to the points inside it: `points` are those of the frame in `world`, each
/// with whether it is known as ground, `None` where nothing is known. Points of the ground do not
/// count, but the cuboid stands on it. `None` if there are fewer than four other points.
pub fn fit(
    rough: &Cuboid,
    heading: Heading,
    points: impl IntoIterator<Item = ([f64; 3], Option<bool>)>,
) -> Option<Fitted> {
    let found = Found::inside(rough, points)?;
    let flat: Vec<[f64; 2]> = match heading {
        Heading::Kept => Vec::new(),
        Heading::OfPoints => found.object.iter().map(|[x, y, _]| [*x, *y]).collect(),
    };
    let turn = turn_of(&flat).unwrap_or(0.0);
    let (sin, cos) = turn.sin_cos();
    let along = |[x, y, z]: &[f64; 3]| [x * cos + y * sin, y * cos - x * sin, *z];
    let object: Vec<[f64; 3]> = found.object.iter().map(along).collect();
    Some(found.around(&rough.turned(turn), &object))
}

/// What is inside a rough cuboid.
struct Found {
    /// The points that are not ground, along the cuboid's own axes from its middle, metres.
    object: Vec<[f64; 3]>,
    /// The height of the lowest point, ground or not.
    lowest: f64,
}

impl Found {
    fn inside(
        rough: &Cuboid,
        points: impl IntoIterator<Item = ([f64; 3], Option<bool>)>,
    ) -> Option<Self> {
        let half = rough.dimensions.map(|metres| metres / 2.0);
        let inside: Vec<([f64; 3], Option<bool>)> = points
            .into_iter()
            .filter_map(|(point, ground)| {
                let local = rough.to_local(point);
                let is_in = local.iter().zip(half).all(|(at, half)| at.abs() <= half);
                is_in.then_some((local, ground))
            })
            .collect();
        let lowest = inside
            .iter()
            .map(|(local, _)| local[2])
            .fold(f64::INFINITY, f64::min);
        let object: Vec<[f64; 3]> = inside
            .iter()
            .filter(|(local, ground)| !ground.unwrap_or(local[2] < lowest + GROUND))
            .map(|(local, _)| *local)
            .collect();
        (object.len() >= 4).then_some(Self { object, lowest })
    }

    /// The cuboid around `object`, which is along the axes of `rough`.
    fn around(&self, rough: &Cuboid, object: &[[f64; 3]]) -> Fitted {
        let mut ends = [[0.0; 2]; 3];
        for (axis, ends) in ends.iter_mut().enumerate() {
            let mut places: Vec<f64> = object.iter().map(|local| local[axis]).collect();
            places.sort_unstable_by(f64::total_cmp);
            let stray = (places.len() as f64 * STRAY) as usize;
            *ends = [
                places[stray] - ROOM,
                places[places.len() - 1 - stray] + ROOM,
            ];
        }
        // Down to the ground under the object, where the box saw it.
        ends[2][0] = ends[2][0].min(self.lowest);
        let middle = ends.map(|[low, high]| f64::midpoint(low, high));
        let mut cuboid = rough.moved_along(middle);
        cuboid.dimensions = ends.map(|[low, high]| high - low);
        Fitted {
            cuboid,
            points: object.len(),
        }
    }
}
