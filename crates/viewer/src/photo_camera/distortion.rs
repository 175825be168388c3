//! How a lens bends what it sees.

use crate::Vec3;

/// A lens, by the model that a frame's `camera_model` names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distortion {
    /// `brown_conrady`: the rational model of OpenCV's `projectPoints`, with its thin prism.
    /// <https://docs.opencv.org/4.x/d9/d0c/group__calib3d.html>
    BrownConrady {
        /// Radial: `k1` to `k6`.
        k: [f64; 6],
        /// Tangential: `p1`, `p2`.
        p: [f64; 2],
        /// Thin prism: `s1` to `s4`.
        s: [f64; 4],
    },
    /// `fisheye`: the model of OpenCV's `fisheye::projectPoints`, after Kannala and Brandt.
    /// <https://docs.opencv.org/4.x/db/d58/group__calib3d__fisheye.html>
    Fisheye {
        /// `k1` to `k4`.
        k: [f64; 4],
    },
    /// `omnidirectional`: the model of OpenCV's `omnidir::projectPoints`, after Mei. What is seen is
    /// put on a sphere, which is looked at from `xi` behind its center.
    /// <https://docs.opencv.org/4.x/dd/d12/tutorial_omnidir_calib_main.html>
    Omnidirectional {
        /// Radial: `k1` to `k3`; OpenCV has the first two.
        k: [f64; 3],
        /// Tangential: `p1`, `p2`.
        p: [f64; 2],
        xi: f64,
    },
}

/// How finely, and up to which tangent of the angle from the axis, a lens is searched for the place
/// where it folds: 5 is 79°, more than a lens without `fisheye` sees.
const STEP: f64 = 0.01;
const WIDEST: f64 = 5.0;

impl Distortion {
    /// A lens that bends nothing.
    pub const NONE: Self = Self::BrownConrady {
        k: [0.0; 6],
        p: [0.0; 2],
        s: [0.0; 4],
    };

    /// Whether it also sees what is beside and behind the camera.
    pub(crate) fn sees_behind(&self) -> bool {
        matches!(self, Self::Omnidirectional { .. })
    }

    /// Where a place of `camera` is on the plane at depth 1, before the lens bends it; `None` where
    /// the camera sees nothing.
    pub(super) fn on_plane(&self, place: Vec3) -> Option<(f64, f64)> {
        match self {
            Self::BrownConrady { .. } | Self::Fisheye { .. } => {
                (place.z > 1e-6).then(|| (place.x / place.z, place.y / place.z))
            }
            Self::Omnidirectional { xi, .. } => {
                let away = place.x.hypot(place.y).hypot(place.z);
                let depth = place.z / away;
                // Beyond this angle the same pixels would be met again.
                let last = -(xi.min(1.0 / xi));
                // Nothing is at the center itself: NaN is above no number.
                (depth > last + 1e-9).then(|| {
                    let scale = 1.0 / (place.z + xi * away);
                    (place.x * scale, place.y * scale)
                })
            }
        }
    }

    /// The direction in `camera` of a place of that plane.
    pub(super) fn ray(&self, x: f64, y: f64) -> Vec3 {
        match self {
            Self::BrownConrady { .. } | Self::Fisheye { .. } => Vec3::new(x, y, 1.0),
            Self::Omnidirectional { xi, .. } => {
                let square = x * x + y * y;
                // Below 0 beside the mirror: its border then.
                let root = (1.0 + (1.0 - xi * xi) * square).max(0.0).sqrt();
                let scale = (xi + root) / (1.0 + square);
                Vec3::new(x * scale, y * scale, scale - xi)
            }
        }
    }

    /// Where a ray through `(x, y)` of the plane at depth 1 appears on that plane.
    pub(super) fn bend(&self, x: f64, y: f64) -> (f64, f64) {
        let radius = x.hypot(y);
        match self {
            Self::BrownConrady { p, .. } | Self::Omnidirectional { p, .. } => {
                let [p1, p2] = p;
                let scale = self.radial(radius);
                let square = radius * radius;
                let [s1, s2, s3, s4] = match self {
                    Self::BrownConrady { s, .. } => *s,
                    _ => [0.0; 4],
                };
                let prism = [s1, s3].map(|s| s * square);
                let [right, down] = [s2, s4].map(|s| s * square * square);
                (
                    x * scale + 2.0 * p1 * x * y + p2 * (square + 2.0 * x * x) + prism[0] + right,
                    y * scale + p1 * (square + 2.0 * y * y) + 2.0 * p2 * x * y + prism[1] + down,
                )
            }
            Self::Fisheye { .. } => {
                let scale = self.radial(radius);
                (x * scale, y * scale)
            }
        }
    }

    /// By how much the distance from the axis grows, where it is `radius` without the lens.
    fn radial(&self, radius: f64) -> f64 {
        match self {
            Self::BrownConrady { k, .. } => {
                let r2 = radius * radius;
                (1.0 + r2 * (k[0] + r2 * (k[1] + r2 * k[2])))
                    / (1.0 + r2 * (k[3] + r2 * (k[4] + r2 * k[5])))
            }
            Self::Omnidirectional { k, .. } => {
                let r2 = radius * radius;
                1.0 + r2 * (k[0] + r2 * (k[1] + r2 * k[2]))
            }
            Self::Fisheye { k } => {
                if radius < 1e-9 {
                    return 1.0;
                }
                let angle = radius.atan();
                let a2 = angle * angle;
                angle * (1.0 + a2 * (k[0] + a2 * (k[1] + a2 * (k[2] + a2 * k[3])))) / radius
            }
        }
    }

    /// The radius from which the polynomial bends rays back towards the axis. A calibration says
    /// nothing beyond it: what is far outside a photo would appear inside.
    pub(super) fn folds_at(&self) -> f64 {
        let mut before = 0.0;
        for step in 1..=(WIDEST / STEP) as u32 {
            let radius = f64::from(step) * STEP;
            let bent = radius * self.radial(radius);
            if !bent.is_finite() || bent <= before {
                return radius - STEP;
            }
            before = bent;
        }
        f64::INFINITY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lens_that_bends_inwards_ends_where_it_folds() {
        let barrel = Distortion::BrownConrady {
            k: [-0.3, 0.0, 0.0, 0.0, 0.0, 0.0],
            p: [0.0; 2],
            s: [0.0; 4],
        };
        // d/dr of r (1 - 0.3 r²) is 0 at r = √(1/0.9).
        assert!((barrel.folds_at() - (1.0_f64 / 0.9).sqrt()).abs() < 0.02);
        assert!(Distortion::NONE.folds_at().is_infinite());
        assert!(Distortion::Fisheye { k: [0.0; 4] }.folds_at().is_infinite());
    }
}
