//! How a lens bends what it sees.

/// A lens, by the model that a frame's `camera_model` names.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distortion {
    /// `brown_conrady`: the rational model of OpenCV's `projectPoints`.
    /// <https://docs.opencv.org/4.x/d9/d0c/group__calib3d.html>
    BrownConrady {
        /// Radial: `k1` to `k6`.
        k: [f64; 6],
        /// Tangential: `p1`, `p2`.
        p: [f64; 2],
    },
    /// `fisheye`: the model of OpenCV's `fisheye::projectPoints`, after Kannala and Brandt.
    /// <https://docs.opencv.org/4.x/db/d58/group__calib3d__fisheye.html>
    Fisheye {
        /// `k1` to `k4`.
        k: [f64; 4],
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
    };

    /// Where a ray through `(x, y)` of the plane at depth 1 appears on that plane.
    pub(super) fn bend(&self, x: f64, y: f64) -> (f64, f64) {
        let radius = x.hypot(y);
        match self {
            Self::BrownConrady { p: [p1, p2], .. } => {
                let scale = self.radial(radius);
                let square = radius * radius;
                (
                    x * scale + 2.0 * p1 * x * y + p2 * (square + 2.0 * x * x),
                    y * scale + p1 * (square + 2.0 * y * y) + 2.0 * p2 * x * y,
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
        };
        // d/dr of r (1 - 0.3 r²) is 0 at r = √(1/0.9).
        assert!((barrel.folds_at() - (1.0_f64 / 0.9).sqrt()).abs() < 0.02);
        assert!(Distortion::NONE.folds_at().is_infinite());
        assert!(Distortion::Fisheye { k: [0.0; 4] }.folds_at().is_infinite());
    }
}
