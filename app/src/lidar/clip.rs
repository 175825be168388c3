//! The part of space that is shown.

use std::fmt::Write as _;

use domain::lidar::Cuboid;
use viewer::cuboid::CuboidShape;
use viewer::{Bounds, Vec3};

/// The part of space that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Clip {
    /// From one height to another; `world`, metres.
    Heights([f64; 2]),
    /// A box that may be turned.
    Box(CuboidShape),
}

/// How far from the points a slice of heights reaches, metres: beyond any scene.
const FAR: f64 = 200_000.0;
/// How much of its surroundings a box around an object shows, metres.
const ROOM: f64 = 1.0;

impl Clip {
    /// A box around an object.
    pub fn around(cuboid: &Cuboid) -> Self {
        let dimensions: Vec3 = cuboid.dimensions.into();
        Self::Box(CuboidShape {
            position: cuboid.position.into(),
            dimensions: dimensions.map(|length| length + 2.0 * ROOM),
            yaw: cuboid.yaw,
            pitch: cuboid.pitch,
            roll: cuboid.roll,
        })
    }

    /// The box of what is shown; `middle` is where the points are.
    pub fn shape(self, middle: Vec3) -> CuboidShape {
        match self {
            Self::Box(shape) => shape,
            Self::Heights([low, high]) => CuboidShape::upright(
                Vec3::new(middle.x, middle.y, f64::midpoint(low, high)),
                Vec3::new(FAR, FAR, (high - low).max(0.0)),
                0.0,
            ),
        }
    }

    /// The heights of all points.
    pub fn heights(bounds: &Bounds) -> Self {
        let tenth = |metres: f64| (metres * 10.0).round() / 10.0;
        Self::Heights([tenth(bounds.min.z), tenth(bounds.max.z)])
    }

    /// For a link.
    pub(super) fn text(self) -> String {
        let numbers = match self {
            Self::Heights(heights) => heights.to_vec(),
            Self::Box(CuboidShape {
                position,
                dimensions,
                yaw,
                pitch,
                roll,
            }) => [position.into(), dimensions.into(), [yaw, pitch, roll]].concat(),
        };
        joined(&numbers)
    }

    /// From a link.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match *numbers(text)?.as_slice() {
            [low, high] if low <= high => Some(Self::Heights([low, high])),
            [x, y, z, width, length, height, yaw, pitch, roll]
                if width >= 0.0 && length >= 0.0 && height >= 0.0 =>
            {
                Some(Self::Box(CuboidShape {
                    position: Vec3::new(x, y, z),
                    dimensions: Vec3::new(width, length, height),
                    yaw,
                    pitch,
                    roll,
                }))
            }
            _ => None,
        }
    }
}

/// To the millimetre and the milliradian; only characters that an address keeps as they are.
pub(super) fn joined(numbers: &[f64]) -> String {
    let mut text = String::new();
    for number in numbers {
        if !text.is_empty() {
            text.push('_');
        }
        // Never `-0`. Writing to a string cannot fail.
        let _ = write!(text, "{}", (number * 1e3).round() / 1e3 + 0.0);
    }
    text
}

/// Back from [`joined`]; `None` if one is no number.
pub(super) fn numbers(text: &str) -> Option<Vec<f64>> {
    text.split('_')
        .map(|number| {
            number
                .parse()
                .ok()
                .filter(|number: &f64| number.is_finite())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_heights_is_wider_than_any_scene() {
        let shape = Clip::Heights([1.0, 2.0]).shape(Vec3::new(5.0, 6.0, 0.0));
        let inside = shape.inside();
        assert!(inside(Vec3::new(90_000.0, -90_000.0, 1.5)));
        assert!(!inside(Vec3::new(5.0, 6.0, 2.1)));
        assert!(!inside(Vec3::new(5.0, 6.0, 0.9)));
    }
}
