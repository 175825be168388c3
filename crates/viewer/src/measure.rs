//! How far two places are apart.

use cgmath::InnerSpace;

use crate::Vec3;

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
