//! A cuboid as a photo shows it.

use super::CuboidShape;
use crate::{PhotoCamera, Vec3};

/// Nearer than this, metres, nothing of a cuboid is drawn: what grazes the lens is all over the photo.
const NEAR: f64 = 0.1;
/// A lens bends straight edges: into so many pieces they are cut.
const PIECES: u32 = 16;

/// The strokes of a cuboid on a photo.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outline {
    /// Polylines in `image_px`: parts of edges that the camera sees, also beyond the photo's border.
    pub edges: Vec<Vec<[f64; 2]>>,
    /// Likewise of the heading mark.
    pub heading: Vec<Vec<[f64; 2]>>,
}

/// What `camera` sees of `shape`; `None` if nothing.
///
/// ```
/// use viewer::{CuboidShape, Distortion, PhotoCamera, Pose, Vec3, cuboid};
///
/// // At the origin, looking along the world's +y.
/// let pose = Pose::new(Vec3::new(0.0, 0.0, 0.0), [0.5_f64.sqrt(), -0.5_f64.sqrt(), 0.0, 0.0]);
/// let camera = PhotoCamera::new(pose, [500.0, 500.0], [320.0, 240.0], Distortion::NONE);
/// let car = CuboidShape::upright(Vec3::new(1.0, 8.0, 0.0), Vec3::new(2.0, 4.0, 1.5), 0.3);
/// let seen = cuboid::outline(&car, &camera).and_then(|outline| outline.cropped([640.0, 480.0]));
/// assert_eq!(seen.map(|outline| outline.edges.len()), Some(12));
/// ```
pub fn outline(shape: &CuboidShape, camera: &PhotoCamera) -> Option<Outline> {
    let mut outline = Outline::default();
    for (place, stroke) in shape.strokes().enumerate() {
        let lines = if place < super::EDGES.len() {
            &mut outline.edges
        } else {
            &mut outline.heading
        };
        let ends = stroke.map(|world| camera.pose.to_body(world));
        let ends = if camera.sees_behind() {
            Some(ends)
        } else {
            clip(ends)
        };
        if let Some(ends) = ends {
            bend(ends, camera, lines);
        }
    }
    (!outline.edges.is_empty()).then_some(outline)
}

/// The part of a line of `camera` that is before the near plane.
fn clip([from, to]: [Vec3; 2]) -> Option<[Vec3; 2]> {
    let cut = |behind: Vec3, before: Vec3| {
        behind + (before - behind) * ((NEAR - behind.z) / (before.z - behind.z))
    };
    match (from.z >= NEAR, to.z >= NEAR) {
        (true, true) => Some([from, to]),
        (false, true) => Some([cut(from, to), to]),
        (true, false) => Some([from, cut(to, from)]),
        (false, false) => None,
    }
}

/// A line of `camera` as polylines, broken where the lens shows nothing.
fn bend([from, to]: [Vec3; 2], camera: &PhotoCamera, lines: &mut Vec<Vec<[f64; 2]>>) {
    let mut line = Vec::new();
    for piece in 0..=PIECES {
        let share = f64::from(piece) / f64::from(PIECES);
        match camera.project_from_camera(from + (to - from) * share) {
            Some(pixel) => line.push(pixel),
            None if line.len() > 1 => lines.push(std::mem::take(&mut line)),
            None => line.clear(),
        }
    }
    if line.len() > 1 {
        lines.push(line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Distortion, Pose};

    /// Looks along +y of the world.
    fn camera() -> PhotoCamera {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let pose = Pose::new(Vec3::new(0.0, 0.0, 0.0), [half, -half, 0.0, 0.0]);
        PhotoCamera::new(pose, [500.0; 2], [320.0, 240.0], Distortion::NONE)
    }

    fn cube_at(y: f64) -> CuboidShape {
        CuboidShape::upright(Vec3::new(0.0, y, 0.0), Vec3::new(2.0, 2.0, 2.0), 0.0)
    }

    #[test]
    fn a_cuboid_ahead_shows_all_edges() {
        let outline = outline(&cube_at(6.0), &camera()).unwrap();
        assert_eq!(outline.edges.len(), 12);
        // The near face is at depth 5: half its width of 1 m is 100 px.
        let left = outline.edges.iter().flatten().map(|pixel| pixel[0]);
        assert!((left.fold(f64::MAX, f64::min) - 220.0).abs() < 1e-9);
    }

    #[test]
    fn a_cuboid_around_the_camera_is_cut_at_the_near_plane() {
        let outline = outline(&cube_at(0.0), &camera()).unwrap();
        // The front face's four edges and the four that lead to it.
        assert_eq!(outline.edges.len(), 8);
        assert!(
            outline
                .edges
                .iter()
                .flatten()
                .flatten()
                .all(|v| v.is_finite())
        );
    }

    #[test]
    fn a_cuboid_behind_shows_nothing() {
        assert_eq!(outline(&cube_at(-6.0), &camera()), None);
    }
}
