//! How far something in space is dragged by a pointer, and what there is to drag of a cuboid.

use cgmath::InnerSpace;

use crate::{CuboidShape, Projection, Vec3, View};

/// A drag is not led farther than this, metres: near the horizon a pixel is hundreds of metres.
const FARTHEST: f64 = 150.0;

impl View {
    /// The way from what is under one pixel to what is under another on the level plane at height
    /// `z`, in `world`. `None` where the plane is not under both, or they are far apart.
    pub fn dragged_level(&self, from: [f64; 2], to: [f64; 2], z: f64) -> Option<Vec3> {
        let way = self.ray(to).meets_level(z)? - self.ray(from).meets_level(z)?;
        (way.magnitude() < FARTHEST).then_some(way)
    }

    /// The way in the plane of the canvas, at the depth of `anchor`, in `world`.
    pub fn dragged_flat(&self, anchor: Vec3, [dx, dy]: [f64; 2]) -> Vec3 {
        let scale = self.scale_at(anchor);
        (self.pose.right() * dx - self.pose.up() * dy) / scale
    }

    /// How many metres along `direction` (of length 1) a place follows the pointer. 0 where the
    /// direction leads straight away from the camera.
    pub fn dragged_along(&self, anchor: Vec3, direction: Vec3, [dx, dy]: [f64; 2]) -> f64 {
        let (Some(here), Some(there)) = (
            self.project(anchor),
            self.project(anchor + direction * STEP),
        ) else {
            return 0.0;
        };
        let (right, down) = ((there[0] - here[0]) / STEP, (there[1] - here[1]) / STEP);
        let length = right * right + down * down;
        // Less than a tenth of what is seen sideways is not led by hand.
        let sideways = self.scale_at(anchor) * 0.1;
        if length < sideways * sideways {
            return 0.0;
        }
        let metres = (dx * right + dy * down) / length;
        metres.clamp(-FARTHEST, FARTHEST)
    }

    /// The direction of what is under a pixel on the level plane through `center`, as a yaw about
    /// it: radians counter-clockwise from +y.
    pub fn yaw_about(&self, center: Vec3, pixel: [f64; 2]) -> Option<f64> {
        let reach = self.ray(pixel).meets_level(center.z)? - center;
        (reach.magnitude() > 1e-6).then(|| (-reach.x).atan2(reach.y))
    }

    /// Whether the camera is before the face that looks along `normal` and has `center` in it.
    pub fn faces(&self, center: Vec3, normal: Vec3) -> bool {
        let sight = match self.pose.projection {
            Projection::Perspective => center - self.pose.position(),
            Projection::Orthographic => self.pose.forward(),
        };
        normal.dot(sight) < 0.0
    }

    /// CSS pixels of a metre at the depth of a place.
    fn scale_at(&self, place: Vec3) -> f64 {
        let depth = (place - self.pose.position()).dot(self.pose.forward());
        self.pixels_per_metre(depth.max(0.1))
    }
}

/// Metres over which directions on the canvas are measured.
const STEP: f64 = 0.05;

impl CuboidShape {
    /// The outline of what a view shows of it, in `view_px`, counter-clockwise; empty where a part
    /// is behind the camera.
    pub fn silhouette(&self, view: &View) -> Vec<[f64; 2]> {
        let corners: Option<Vec<[f64; 2]>> = self
            .corners()
            .into_iter()
            .map(|corner| view.project(corner))
            .collect();
        corners.map(hull).unwrap_or_default()
    }
}

/// The convex hull of some places: Andrew's monotone chain, Information Processing Letters 9, 1979.
fn hull(mut places: Vec<[f64; 2]>) -> Vec<[f64; 2]> {
    places.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let half = |places: &mut dyn Iterator<Item = [f64; 2]>| {
        let mut chain: Vec<[f64; 2]> = Vec::new();
        for place in places {
            while let [.., a, b] = chain[..] {
                let turn = (b[0] - a[0]) * (place[1] - a[1]) - (b[1] - a[1]) * (place[0] - a[0]);
                if turn > 0.0 {
                    break;
                }
                chain.pop();
            }
            chain.push(place);
        }
        chain.pop();
        chain
    };
    let mut outline = half(&mut places.iter().copied());
    outline.extend(half(&mut places.iter().rev().copied()));
    outline
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{CameraPose, Side};

    fn view() -> View {
        View::new(CameraPose::at(Vec3::new(3.0, 4.0, 0.0), 20.0), 800.0, 600.0)
    }

    proptest! {
        #[test]
        fn what_is_dragged_stays_under_the_pointer(
            x in 200.0..600.0_f64,
            y in 300.0..500.0_f64,
            dx in -80.0..80.0_f64,
            dy in -80.0..80.0_f64,
        ) {
            let view = view();
            let start = view.ray([x, y]).meets_level(1.0).unwrap();
            let way = view.dragged_level([x, y], [x + dx, y + dy], 1.0).unwrap();
            let shown = view.project(start + way).unwrap();
            prop_assert!((shown[0] - x - dx).hypot(shown[1] - y - dy) < 1e-6);
            let anchor = view.pose.target;
            let [from_x, from_y] = view.project(anchor).unwrap();
            let flat = view.project(anchor + view.dragged_flat(anchor, [dx, dy])).unwrap();
            prop_assert!((flat[0] - from_x - dx).hypot(flat[1] - from_y - dy) < 1e-6);
        }

        #[test]
        fn a_place_dragged_along_a_side_follows_in_a_flat_view(metres in -20.0..20.0_f64) {
            let pose = CameraPose::at(Vec3::new(3.0, 4.0, 0.0), 20.0).from_side(Side::Top, 0.3);
            let view = View::new(pose, 800.0, 600.0);
            let (anchor, direction) = (pose.target, Vec3::new(1.0, 0.0, 0.0));
            let (from, to) = (view.project(anchor).unwrap(), view.project(anchor + direction * metres).unwrap());
            let found = view.dragged_along(anchor, direction, [to[0] - from[0], to[1] - from[1]]);
            prop_assert!((found - metres).abs() < 1e-6);
        }
    }

    #[test]
    fn upwards_is_led_by_hand_but_straight_away_is_not() {
        let view = view();
        let up = view.dragged_along(view.pose.target, Vec3::new(0.0, 0.0, 1.0), [0.0, -30.0]);
        assert!(up > 0.5 && up < 2.0, "{up}");
        let away = view.dragged_along(view.pose.target, view.pose.forward(), [30.0, -30.0]);
        assert!(away.abs() < 1e-12);
        // Over the horizon there is no ground.
        assert_eq!(
            view.dragged_level([400.0, 300.0], [400.0, -900.0], 0.0),
            None
        );
    }

    #[test]
    fn the_yaw_under_a_pixel_is_that_of_a_cuboid_that_heads_there() {
        let view = view();
        let center = view.pose.target;
        let shape = CuboidShape::upright(center, Vec3::new(2.0, 4.0, 0.0), 0.7);
        let [_, tip, ..] = shape.heading_mark();
        let found = view.yaw_about(center, view.project(tip).unwrap()).unwrap();
        assert!((found - 0.7).abs() < 1e-9, "{found}");
    }

    #[test]
    fn an_outline_is_around_all_corners() {
        let view = view();
        let shape = CuboidShape::upright(view.pose.target, Vec3::new(2.0, 4.0, 1.0), 0.7);
        let outline = shape.silhouette(&view);
        assert_eq!(outline.len(), 6);
        let behind = CuboidShape::upright(view.pose.position(), Vec3::new(9.0, 9.0, 9.0), 0.0);
        assert!(behind.silhouette(&view).is_empty());
    }
}
