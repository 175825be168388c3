//! Where a device or a camera is, and how it is turned.

use cgmath::{InnerSpace, Quaternion, Rotation};

use crate::Vec3;

/// A rigid motion from a body's own frame to `world`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// The body's place in `world`, metres.
    pub position: Vec3,
    /// Turns a direction of the body's frame into one of `world`; of length 1.
    rotation: Quaternion<f64>,
}

impl Pose {
    /// Of a body whose frame is `world`.
    pub const IDENTITY: Self = Self {
        position: Vec3::new(0.0, 0.0, 0.0),
        rotation: Quaternion::new(1.0, 0.0, 0.0, 0.0),
    };

    /// From a `position` and a `heading` as frames state them: a quaternion `[w, x, y, z]` from the
    /// body to `world`, of any length. One of length 0, or with a part that is no number, turns
    /// nothing.
    pub fn new(position: Vec3, heading: [f64; 4]) -> Self {
        let [w, x, y, z] = heading;
        let quaternion = Quaternion::new(w, x, y, z);
        let length = quaternion.magnitude();
        let rotation = if length.is_finite() && length > 0.0 {
            quaternion / length
        } else {
            Quaternion::new(1.0, 0.0, 0.0, 0.0)
        };
        Self { position, rotation }
    }

    /// A place of the body's frame, in `world`.
    pub fn to_world(&self, place: Vec3) -> Vec3 {
        self.direction_to_world(place) + self.position
    }

    /// A direction of the body's frame, in `world`.
    pub fn direction_to_world(&self, direction: Vec3) -> Vec3 {
        self.rotation.rotate_vector(direction)
    }

    /// The body's axes x, y and z, as directions of `world`.
    pub fn axes(&self) -> [Vec3; 3] {
        [Vec3::unit_x(), Vec3::unit_y(), Vec3::unit_z()].map(|axis| self.direction_to_world(axis))
    }

    /// A place of `world`, in the body's frame.
    pub fn to_body(&self, place: Vec3) -> Vec3 {
        self.rotation
            .conjugate()
            .rotate_vector(place - self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `R.from_quat([0.5, 0.1, -0.7, 0.3], scalar_first=True).apply([1, 2, 3])` by scipy 1.17.
    #[test]
    fn a_heading_turns_as_scipy_turns() {
        let pose = Pose::new(Vec3::new(10.0, 20.0, 30.0), [0.5, 0.1, -0.7, 0.3]);
        let found = pose.to_world(Vec3::new(1.0, 2.0, 3.0)) - pose.position;
        let expected = Vec3::new(-26.0 / 7.0, -1.0 / 7.0, -3.0 / 7.0);
        assert!((found - expected).magnitude() < 1e-9, "{found:?}");
    }

    #[test]
    fn there_and_back_is_where_one_was() {
        let pose = Pose::new(Vec3::new(1.0, -2.0, 3.0), [0.2, 0.4, -0.1, 0.9]);
        let place = Vec3::new(-7.0, 8.0, 9.0);
        assert!((pose.to_body(pose.to_world(place)) - place).magnitude() < 1e-12);
    }

    #[test]
    fn a_heading_of_length_zero_turns_nothing() {
        let pose = Pose::new(Vec3::new(1.0, 0.0, 0.0), [0.0; 4]);
        assert_eq!(
            pose.to_world(Vec3::new(0.0, 1.0, 0.0)),
            Vec3::new(1.0, 1.0, 0.0)
        );
    }
}
