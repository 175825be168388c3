//! What a straight line of sight meets.

use cgmath::InnerSpace;

use crate::{CuboidShape, Vec3};

/// A half-line in `world`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ray {
    /// Where it starts, metres.
    pub origin: Vec3,
    /// Where it goes; of length 1.
    pub direction: Vec3,
}

impl Ray {
    /// The place `distance` metres along it.
    pub fn at(&self, distance: f64) -> Vec3 {
        self.origin + self.direction * distance
    }

    /// How far along it a cuboid's surface is first met, metres; 0 from within. `None` past it.
    ///
    /// By slabs, in the cuboid's frame: Kay and Kajiya, Ray Tracing Complex Scenes, 1986.
    pub fn meets(&self, shape: &CuboidShape) -> Option<f64> {
        let origin = shape.to_box(self.origin);
        let direction = shape.to_box(self.direction + shape.position);
        let half = shape.dimensions / 2.0;
        let mut enter = 0.0_f64;
        let mut leave = f64::INFINITY;
        for axis in 0..3 {
            if direction[axis].abs() < 1e-12 {
                if origin[axis].abs() > half[axis] {
                    return None;
                }
                continue;
            }
            let one = (-half[axis] - origin[axis]) / direction[axis];
            let other = (half[axis] - origin[axis]) / direction[axis];
            enter = enter.max(one.min(other));
            leave = leave.min(one.max(other));
        }
        (enter <= leave).then_some(enter)
    }

    /// Where it crosses the level plane at height `z`; `None` if it leads away from it.
    pub fn meets_level(&self, z: f64) -> Option<Vec3> {
        let distance = (z - self.origin.z) / self.direction.z;
        (distance.is_finite() && distance >= 0.0).then(|| self.at(distance))
    }

    /// How far a place is along the ray and how far aside, metres.
    pub fn along_and_aside(&self, place: Vec3) -> (f64, f64) {
        let reach = place - self.origin;
        let along = reach.dot(self.direction);
        (along, (reach - self.direction * along).magnitude())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cube(yaw: f64) -> CuboidShape {
        CuboidShape::upright(Vec3::new(0.0, 10.0, 0.0), Vec3::new(2.0, 2.0, 2.0), yaw)
    }

    fn north_from(x: f64, y: f64) -> Ray {
        Ray {
            origin: Vec3::new(x, y, 0.0),
            direction: Vec3::new(0.0, 1.0, 0.0),
        }
    }

    #[test]
    fn a_ray_meets_the_near_face() {
        assert_eq!(north_from(0.0, 0.0).meets(&cube(0.0)), Some(9.0));
        // Turned by 45°, an edge is nearest: √2 from the centre.
        let distance = north_from(0.0, 0.0)
            .meets(&cube(std::f64::consts::FRAC_PI_4))
            .unwrap();
        assert!((distance - (10.0 - 2.0_f64.sqrt())).abs() < 1e-9);
    }

    #[test]
    fn a_ray_passes_what_is_aside_or_behind() {
        assert_eq!(north_from(1.1, 0.0).meets(&cube(0.0)), None);
        assert!(
            north_from(1.1, 0.0)
                .meets(&cube(std::f64::consts::FRAC_PI_4))
                .is_some()
        );
        assert_eq!(north_from(0.0, 12.0).meets(&cube(0.0)), None);
    }

    #[test]
    fn a_ray_from_within_meets_at_once() {
        assert_eq!(north_from(0.0, 10.0).meets(&cube(0.0)), Some(0.0));
    }
}
