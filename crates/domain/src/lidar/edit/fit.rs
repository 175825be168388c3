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

/// So many points of an object are looked at; of more, an even share, which shows the same outline. So
/// a box around a whole cloud takes no more memory than one around a car.
pub const MOST_POINTS: usize = 250_000;

/// A point in `world`, metres, and whether it is known as ground: `None` where nothing is known.
pub type Place = ([f64; 3], Option<bool>);

/// What came of fitting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fitted {
    pub cuboid: Cuboid,
    /// How many points of the object the rough one held.
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

/// Shrinks or grows `rough` to the points inside it: `points` are those of the frame. Points of the
/// ground do not count, but the cuboid stands on it. `None` if there are fewer than four other points.
///
/// The points are gone through twice. Where they come in parts, do the same with [`LowestPoint`] and
/// [`ObjectPoints`].
pub fn fit(
    rough: &Cuboid,
    heading: Heading,
    points: impl IntoIterator<Item = Place> + Clone,
) -> Option<Fitted> {
    let mut lowest = LowestPoint::inside(rough.clone());
    lowest.look_at(points.clone());
    let mut object = lowest.object();
    object.look_at(points);
    object.fitted(heading)
}

/// The first look at the points in a rough cuboid: how far down they go.
#[derive(Debug, Clone)]
pub struct LowestPoint {
    rough: Cuboid,
    /// Along the cuboid's own upright axis from its middle, metres; ground or not.
    height: f64,
}

impl LowestPoint {
    pub fn inside(rough: Cuboid) -> Self {
        Self {
            rough,
            height: f64::INFINITY,
        }
    }

    /// Takes some points of the frame in.
    pub fn look_at(&mut self, points: impl IntoIterator<Item = Place>) {
        let local_inside = self.rough.local_inside();
        for (point, _) in points {
            if let Some([_, _, height]) = local_inside(point) {
                self.height = self.height.min(height);
            }
        }
    }

    /// The second look, once all points were taken in.
    pub fn object(self) -> ObjectPoints {
        ObjectPoints {
            rough: self.rough,
            lowest: self.height,
            count: 0,
            kept: Vec::new(),
            halvings: 0,
        }
    }
}

/// The second look at the points in a rough cuboid, the same ones: which of them are not ground.
#[derive(Debug, Clone)]
pub struct ObjectPoints {
    rough: Cuboid,
    /// The height of the lowest point, ground or not.
    lowest: f64,
    count: usize,
    /// Those that are looked at, along the cuboid's own axes from its middle, metres; each with its
    /// lot, of which the least are kept.
    kept: Vec<(u64, [f64; 3])>,
    /// How often half of the lots were given up.
    halvings: u32,
}

impl ObjectPoints {
    /// Takes some points of the frame in.
    pub fn look_at(&mut self, points: impl IntoIterator<Item = Place>) {
        let local_inside = self.rough.local_inside();
        for (point, ground) in points {
            let Some(local) = local_inside(point) else {
                continue;
            };
            if ground.unwrap_or(local[2] < self.lowest + GROUND) {
                continue;
            }
            let lot = lot(self.count);
            self.count += 1;
            if lot.leading_zeros() < self.halvings {
                continue;
            }
            self.kept.push((lot, local));
            if self.kept.len() > MOST_POINTS {
                self.halvings += 1;
                self.kept
                    .retain(|(lot, _)| lot.leading_zeros() >= self.halvings);
            }
        }
    }

    /// The cuboid around them, once all points were taken in; `None` where they are fewer than four.
    pub fn fitted(&self, heading: Heading) -> Option<Fitted> {
        if self.count < 4 {
            return None;
        }
        let kept = self.kept.iter().map(|(_, local)| local);
        let flat: Vec<[f64; 2]> = match heading {
            Heading::Kept => Vec::new(),
            Heading::OfPoints => kept.clone().map(|[x, y, _]| [*x, *y]).collect(),
        };
        let turn = turn_of(&flat).unwrap_or(0.0);
        let (sin, cos) = turn.sin_cos();
        let along = |[x, y, z]: &[f64; 3]| [x * cos + y * sin, y * cos - x * sin, *z];
        let object: Vec<[f64; 3]> = kept.map(along).collect();
        Some(self.around(&self.rough.turned(turn), &object))
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
            points: self.count,
        }
    }
}

/// The lot of the point with this number: multiples of the golden ratio's bits, which are even at every
/// length. Every n-th point would not do, since a lidar's lasers come in turn.
const fn lot(number: usize) -> u64 {
    (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 8 by 6 by 4 m around the origin.
    fn rough() -> Cuboid {
        Cuboid::read(&serde_json::json!({
            "position": {"x": 0, "y": 0, "z": 0}, "dimensions": {"x": 8, "y": 6, "z": 4}, "yaw": 0,
        }))
        .unwrap()
    }

    /// A wall of 5 by 2 m on a floor that is 1 m below the middle, as 64 lasers see it one after another.
    fn wall_and_floor(points: usize) -> impl Iterator<Item = Place> + Clone {
        (0..points).map(move |number| {
            let along = (number / 64) as f64 / (points / 64) as f64 * 5.0 - 2.5;
            let laser = (number % 64) as f64 / 63.0;
            let place = if number % 64 < 16 {
                [along, laser * 8.0 - 1.0, -1.0]
            } else {
                [along, 2.0, (laser - 0.25) / 0.75 * 2.0]
            };
            (place, None)
        })
    }

    #[test]
    fn of_very_many_points_an_even_share_is_kept_and_all_are_counted() {
        let points = 4 * MOST_POINTS;
        let mut lowest = LowestPoint::inside(rough());
        lowest.look_at(wall_and_floor(points));
        let mut object = lowest.object();
        object.look_at(wall_and_floor(points));
        assert!(object.kept.len() <= MOST_POINTS);
        assert!(object.kept.len() > MOST_POINTS / 3);
        let fitted = object.fitted(Heading::Kept).unwrap();
        assert_eq!(fitted.points, points / 64 * 48);
        // 0.2 % of its points may be stray at each side.
        let expected = [5.0 * 0.996 + 0.04, 0.04, 2.02 + 1.0];
        for (found, expected) in fitted.cuboid.dimensions.into_iter().zip(expected) {
            assert!((found - expected).abs() < 0.01, "{fitted:?}");
        }
    }

    #[test]
    fn a_point_on_a_face_counts_in_the_cuboid_and_in_what_is_fitted() {
        let rough = rough();
        // 10 µm outside of the right face, as far as rounded dimensions leave open, and 30 µm.
        for (outside, count) in [(10e-6, 8), (30e-6, 4)] {
            let inner = (0..4).map(|step| [0.0, f64::from(step) * 0.1, 1.0]);
            let outer = (0..4).map(|step| [4.0 + outside, f64::from(step) * 0.1, 1.0]);
            let points: Vec<Place> = inner.chain(outer).map(|at| (at, Some(false))).collect();
            let contained = points.iter().filter(|(point, _)| rough.contains(*point));
            assert_eq!(contained.count(), count, "{outside}");
            let fitted = fit(&rough, Heading::Kept, points).unwrap();
            assert_eq!(fitted.points, count, "{outside}");
        }
    }
}
