//! What a hand does to a single cuboid.

use std::f64::consts::{PI, TAU};

use crate::lidar::Cuboid;

/// The smallest length of a side, metres: a face cannot be dragged through the opposite one.
const THINNEST: f64 = 0.01;

/// A face of a cuboid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Face {
    Left,
    Right,
    Rear,
    Front,
    Bottom,
    Top,
}

impl Face {
    pub const ALL: [Self; 6] = [
        Self::Left,
        Self::Right,
        Self::Rear,
        Self::Front,
        Self::Bottom,
        Self::Top,
    ];

    /// The cuboid's own axis that it stands across: 0 width, 1 length, 2 height.
    pub const fn axis(self) -> usize {
        match self {
            Self::Left | Self::Right => 0,
            Self::Rear | Self::Front => 1,
            Self::Bottom | Self::Top => 2,
        }
    }

    /// 1 on the positive end of its axis, -1 on the other.
    pub const fn sign(self) -> f64 {
        match self {
            Self::Left | Self::Rear | Self::Bottom => -1.0,
            Self::Right | Self::Front | Self::Top => 1.0,
        }
    }
}

impl Cuboid {
    /// The middle of a face in `world`.
    pub fn face_center(&self, face: Face) -> [f64; 3] {
        let mut local = [0.0; 3];
        local[face.axis()] = face.sign() * self.dimensions[face.axis()] / 2.0;
        self.to_world(local)
    }

    /// Moved by so many metres along `world`.
    #[must_use]
    pub fn moved(&self, by: [f64; 3]) -> Self {
        let position = std::array::from_fn(|axis| self.position[axis] + by[axis]);
        Self {
            position,
            ..self.clone()
        }
    }

    /// Moved by so many metres along its own axes.
    #[must_use]
    pub fn moved_along(&self, local: [f64; 3]) -> Self {
        Self {
            position: self.to_world(local),
            ..self.clone()
        }
    }

    /// Turned about its upright axis by so many radians, counter-clockwise seen from above.
    #[must_use]
    pub fn turned(&self, radians: f64) -> Self {
        Self {
            yaw: around(self.yaw + radians),
            ..self.clone()
        }
    }

    /// With a face moved outwards by so many metres (inwards if negative); the opposite face stays.
    #[must_use]
    pub fn with_face_moved(&self, face: Face, outwards: f64) -> Self {
        let before = self.dimensions[face.axis()];
        let after = (before + outwards).max(THINNEST);
        let mut local = [0.0; 3];
        local[face.axis()] = face.sign() * (after - before) / 2.0;
        let mut resized = self.moved_along(local);
        resized.dimensions[face.axis()] = after;
        resized
    }

    /// Whether place, size or angles differ.
    pub fn is_elsewhere(&self, other: &Self) -> bool {
        let numbers = |it: &Self| {
            let [x, y, z] = it.position;
            let [width, length, height] = it.dimensions;
            [x, y, z, width, length, height, it.yaw, it.pitch, it.roll].map(f64::to_bits)
        };
        numbers(self) != numbers(other)
    }

    /// What a hand made of `before`, as it is written: lengths to 0.1 mm, angles to a millionth of a
    /// radian and within a turn. What the hand left alone stays as it was.
    #[must_use]
    pub(super) fn settled(mut self, before: Option<&Self>) -> Self {
        for axis in 0..3 {
            let was = |of: fn(&Self) -> [f64; 3]| before.map(|before| of(before)[axis]);
            settle(&mut self.position[axis], was(|it| it.position), 1e4);
            let dimension = &mut self.dimensions[axis];
            if before.is_none_or(|before| before.dimensions[axis].ne(dimension)) {
                *dimension = dimension.max(THINNEST);
            }
            settle(dimension, was(|it| it.dimensions), 1e4);
        }
        for (angle, was) in [
            (&mut self.yaw, before.map(|before| before.yaw)),
            (&mut self.pitch, before.map(|before| before.pitch)),
            (&mut self.roll, before.map(|before| before.roll)),
        ] {
            if was != Some(*angle) {
                *angle = around(*angle);
            }
            settle(angle, was, 1e6);
        }
        self
    }
}

fn settle(number: &mut f64, was: Option<f64>, steps: f64) {
    if was != Some(*number) {
        // Adding 0 makes a negative zero a plain one.
        let rounded = (*number * steps).round() / steps + 0.0;
        *number = if rounded.is_finite() {
            rounded
        } else {
            was.unwrap_or_default()
        };
    }
}

/// An angle as the same one from -π to π.
pub(super) fn around(angle: f64) -> f64 {
    if (-PI..=PI).contains(&angle) {
        return angle;
    }
    (angle + PI).rem_euclid(TAU) - PI
}
