//! How far two places are apart.

use cgmath::InnerSpace;

use crate::Vec3;

/// The angle at `corner` between the ways to two places, radians from 0 to π; 0 where one of them is
/// the corner.
pub fn angle_at(corner: Vec3, [one, other]: [Vec3; 2]) -> f64 {
    let (one, other) = (one - corner, other - corner);
    one.cross(other).magnitude().atan2(one.dot(other))
}

/// Two places of `world` and what is between them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure {
    /// Where it begins.
    pub from: Vec3,
    /// Where it ends.
    pub to: Vec3,
}

impl Measure {
    /// The straight distance, metres.
    pub fn distance(&self) -> f64 {
        (self.to - self.from).magnitude()
    }

    /// The distance seen from above, metres.
    pub fn level(&self) -> f64 {
        let way = self.to - self.from;
        way.x.hypot(way.y)
    }

    /// How much higher the end is than the beginning, metres.
    pub fn rise(&self) -> f64 {
        self.to.z - self.from.z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corner_is_a_quarter_turn_also_far_from_the_origin() {
        let corner = Vec3::new(500_000.0, 20.0, 1.0);
        let [one, other] = [Vec3::new(3.0, 0.0, 0.0), Vec3::new(0.0, 0.0, 2.0)];
        let angle = angle_at(corner, [corner + one, corner + other]);
        assert!((angle - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        assert!(
            (angle_at(corner, [corner + one, corner - one]) - std::f64::consts::PI).abs() < 1e-12
        );
        assert!(angle_at(corner, [corner, corner + one]).abs() < 1e-12);
    }

    #[test]
    fn a_ladder_is_longer_than_its_shadow() {
        let ladder = Measure {
            from: Vec3::new(100.0, 200.0, 1.0),
            to: Vec3::new(103.0, 204.0, 13.0),
        };
        let found = [ladder.distance(), ladder.level(), ladder.rise()];
        for (found, expected) in found.into_iter().zip([13.0, 5.0, 12.0]) {
            assert!((found - expected).abs() < 1e-12);
        }
    }
}
