//! From where the scene is seen.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use crate::{CuboidShape, Vec3};

/// How the scene is brought onto the canvas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Projection {
    /// What is farther is smaller.
    #[default]
    Perspective,
    /// What is farther is as large: for measuring and comparing by eye.
    Orthographic,
}

/// From which side an orthographic view looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// From above, the front upwards.
    Top,
    /// Onto the front.
    Front,
    /// Onto the right side, the front to the right.
    Right,
}

/// A camera that looks at a target and has the horizon level.
///
/// Its axes: forward to the target, right, and up; right is always level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CameraPose {
    /// What it looks at and turns about, in `world`.
    pub target: Vec3,
    /// From the camera to the target, metres. In an orthographic view, the height that the canvas
    /// shows follows from it as it does in perspective at the target.
    pub distance: f64,
    /// The way it faces, seen from above: radians counter-clockwise from +y, as a cuboid's yaw.
    pub yaw: f64,
    /// How far above the target's level it stands: radians, from -π/2 (below) to π/2 (above).
    pub elevation: f64,
    /// Perspective or orthographic.
    pub projection: Projection,
}

/// The vertical angle of view, radians (50°): wide enough for a street, without bent corners.
pub(super) const FIELD_OF_VIEW: f64 = 50.0 * PI / 180.0;

/// Nearest and farthest that a camera may be from its target, metres.
const NEAREST: f64 = 0.05;
const FARTHEST: f64 = 100_000.0;

/// Along each axis, a target is at most so far from the origin, metres: a link may name any number, and
/// what is computed from those up to here is finite.
const BEYOND: f64 = 1e12;

impl CameraPose {
    /// Looks north and down at the target, from `distance` metres.
    pub fn at(target: Vec3, distance: f64) -> Self {
        Self {
            target,
            distance,
            yaw: 0.0,
            elevation: 0.6,
            projection: Projection::Perspective,
        }
        .in_range()
    }

    /// Where the camera is, in `world`.
    pub fn position(&self) -> Vec3 {
        self.target - self.forward() * self.distance
    }

    /// The direction from the camera to its target, in `world`.
    pub fn forward(&self) -> Vec3 {
        let (sin, cos) = self.yaw.sin_cos();
        let (up, level) = self.elevation.sin_cos();
        Vec3::new(-sin * level, cos * level, -up)
    }

    /// The direction to the right on the canvas, in `world`.
    pub fn right(&self) -> Vec3 {
        let (sin, cos) = self.yaw.sin_cos();
        Vec3::new(cos, sin, 0.0)
    }

    /// The direction upwards on the canvas, in `world`.
    pub fn up(&self) -> Vec3 {
        self.right().cross(self.forward())
    }

    /// How many metres the canvas is high at the target.
    pub fn height_at_target(&self) -> f64 {
        2.0 * self.distance * (FIELD_OF_VIEW / 2.0).tan()
    }

    /// The orthographic view onto one side of what is headed by `heading` (a cuboid's yaw, or 0).
    #[must_use]
    pub fn from_side(&self, side: Side, heading: f64) -> Self {
        let (turn, elevation) = match side {
            Side::Top => (0.0, FRAC_PI_2),
            Side::Front => (PI, 0.0),
            Side::Right => (FRAC_PI_2, 0.0),
        };
        Self {
            yaw: heading + turn,
            elevation,
            projection: Projection::Orthographic,
            ..*self
        }
        .in_range()
    }

    /// The way from here to `there`, at `share` of it (0 to 1), for a camera that glides: slow at
    /// both ends, the short way around.
    #[must_use]
    pub fn towards(&self, there: &Self, share: f64) -> Self {
        let share = share.clamp(0.0, 1.0);
        let eased = share * share * (3.0 - 2.0 * share);
        if share >= 1.0 {
            return *there;
        }
        Self {
            target: self.target + (there.target - self.target) * eased,
            distance: self.distance * (there.distance / self.distance).powf(eased),
            yaw: self.yaw + around(there.yaw - self.yaw) * eased,
            elevation: self.elevation + (there.elevation - self.elevation) * eased,
            projection: there.projection,
        }
        .in_range()
    }

    /// Keeps its place beside an object that moved and turned from one place to another.
    #[must_use]
    pub fn moved_with(&self, from: &CuboidShape, to: &CuboidShape) -> Self {
        let turn = to.yaw - from.yaw;
        let aside = self.target - from.position;
        let (sin, cos) = turn.sin_cos();
        let turned = Vec3::new(
            aside.x * cos - aside.y * sin,
            aside.x * sin + aside.y * cos,
            aside.z,
        );
        Self {
            target: to.position + turned,
            yaw: self.yaw + turn,
            ..*self
        }
        .in_range()
    }

    /// With a usable target and distance, the yaw within a turn and the elevation within a quarter turn.
    pub(super) fn in_range(self) -> Self {
        Self {
            target: self.target.map(|metres| metres.clamp(-BEYOND, BEYOND)),
            distance: self.distance.clamp(NEAREST, FARTHEST),
            yaw: around(self.yaw),
            elevation: self.elevation.clamp(-FRAC_PI_2, FRAC_PI_2),
            projection: self.projection,
        }
    }
}

/// An angle as the same one from -π to π.
fn around(angle: f64) -> f64 {
    let turned = (angle + PI).rem_euclid(TAU) - PI;
    if turned.is_finite() { turned } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use cgmath::InnerSpace;

    use super::*;

    fn pose() -> CameraPose {
        CameraPose::at(Vec3::new(1.0, 2.0, 3.0), 10.0)
    }

    #[test]
    fn the_axes_are_those_of_a_camera() {
        let pose = CameraPose { yaw: 0.7, ..pose() };
        let (forward, right, up) = (pose.forward(), pose.right(), pose.up());
        assert!(forward.dot(right).abs() < 1e-12 && forward.dot(up).abs() < 1e-12);
        assert!((up.magnitude() - 1.0).abs() < 1e-12 && up.z > 0.0);
    }

    #[test]
    fn from_above_north_is_up_and_east_is_right() {
        let top = pose().from_side(Side::Top, 0.0);
        assert!((top.up() - Vec3::new(0.0, 1.0, 0.0)).magnitude() < 1e-9);
        assert!((top.right() - Vec3::new(1.0, 0.0, 0.0)).magnitude() < 1e-9);
        assert!((top.forward() - Vec3::new(0.0, 0.0, -1.0)).magnitude() < 1e-9);
    }

    #[test]
    fn the_right_side_has_the_front_to_the_right() {
        let heading = 0.4_f64;
        let front = Vec3::new(-heading.sin(), heading.cos(), 0.0);
        let side = pose().from_side(Side::Right, heading);
        assert!((side.right() - front).magnitude() < 1e-9);
        let onto_front = pose().from_side(Side::Front, heading);
        assert!((onto_front.forward() + front).magnitude() < 1e-9);
    }

    #[test]
    fn a_followed_object_stays_where_it_is_on_the_canvas() {
        let from = CuboidShape::upright(Vec3::new(5.0, 9.0, 0.0), Vec3::new(2.0, 4.0, 1.5), 0.4);
        let to = CuboidShape {
            position: Vec3::new(-20.0, 30.0, 1.0),
            yaw: -2.9,
            ..from
        };
        let before = crate::View::new(pose(), 800.0, 600.0);
        let after = crate::View::new(pose().moved_with(&from, &to), 800.0, 600.0);
        for (one, other) in from.corners().into_iter().zip(to.corners()) {
            let ([x, y], [u, v]) = (before.project(one).unwrap(), after.project(other).unwrap());
            assert!((x - u).abs() < 1e-6 && (y - v).abs() < 1e-6);
        }
    }

    #[test]
    fn gliding_takes_the_short_way_around() {
        let from = CameraPose { yaw: 3.0, ..pose() };
        let to = CameraPose {
            yaw: -3.0,
            ..pose()
        };
        assert!(from.towards(&to, 0.5).yaw.abs() > 3.0);
        assert_eq!(from.towards(&to, 1.0), to);
    }
}
