//! What the pointer and the keys do to the camera.

use super::{CameraPose, Projection, View};
use crate::Vec3;

/// The camera, and the ways to move it. Distances of the pointer are CSS pixels, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Navigator {
    /// Where the camera is now.
    pub pose: CameraPose,
}

/// Which ways a camera flies while keys are held: each from -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Fly {
    /// D less A.
    pub right: f64,
    /// W less S.
    pub forward: f64,
    /// E less Q: along the world's z.
    pub up: f64,
}

/// Radians that the camera turns for a pixel: half a turn for about 600 pixels.
const TURN: f64 = 0.0052;
/// Share of the distance to the target that a second of flight covers.
const FLIGHT: f64 = 0.9;

impl Navigator {
    /// Around the target: what is under the pointer follows it. An orthographic view that is turned
    /// becomes one in perspective, as it no longer shows a side.
    pub fn rotate(&mut self, dx: f64, dy: f64) {
        self.pose.projection = Projection::Perspective;
        self.pose.yaw -= dx * TURN;
        self.pose.elevation += dy * TURN;
        self.pose = self.pose.in_range();
    }

    /// Turns the camera where it stands, as a head does.
    pub fn look_around(&mut self, dx: f64, dy: f64) {
        let position = self.pose.position();
        self.rotate(-dx, -dy);
        self.pose.target = position + self.pose.forward() * self.pose.distance;
    }

    /// Moves along the canvas: what is at the target's depth stays under the pointer.
    pub fn pan(&mut self, dx: f64, dy: f64, view_height: f64) {
        let metres = self.pose.height_at_target() / view_height.max(1.0);
        self.pose.target += (self.pose.up() * dy - self.pose.right() * dx) * metres;
    }

    /// Moves nearer (`factor` below 1) or farther: what is at `cursor` (`view_px`), at the target's
    /// depth, stays there.
    pub fn zoom(&mut self, factor: f64, cursor: [f64; 2], view: [f64; 2]) {
        let before = self.pose.distance;
        self.pose.distance *= factor;
        self.pose = self.pose.in_range();
        let factor = self.pose.distance / before;
        let metres = self.pose.height_at_target() / factor / view[1].max(1.0);
        let aside = self.pose.right() * ((cursor[0] - view[0] / 2.0) * metres)
            + self.pose.up() * ((view[1] / 2.0 - cursor[1]) * metres);
        self.pose.target += aside * (1.0 - factor);
    }

    /// Flies for `seconds`, the faster the farther the target is; the target comes along.
    pub fn fly(&mut self, ways: Fly, seconds: f64) {
        let way = self.pose.right() * ways.right
            + self.pose.forward() * ways.forward
            + Vec3::new(0.0, 0.0, ways.up);
        self.pose.target += way * (self.pose.distance.max(2.0) * FLIGHT * seconds);
    }

    /// The view on a canvas of this size.
    pub fn view(&self, width: f64, height: f64) -> View {
        View::new(self.pose, width, height)
    }
}

#[cfg(test)]
mod tests {
    use cgmath::InnerSpace;

    use super::*;

    fn navigator(projection: Projection) -> Navigator {
        Navigator {
            pose: CameraPose {
                projection,
                yaw: 0.8,
                ..CameraPose::at(Vec3::new(1.0, 2.0, 0.0), 20.0)
            },
        }
    }

    /// The place at the target's depth under a pixel.
    fn under(navigator: &Navigator, pixel: [f64; 2]) -> Vec3 {
        let view = navigator.view(800.0, 600.0);
        let ray = view.ray(pixel);
        let depth = (navigator.pose.target - ray.origin).dot(navigator.pose.forward());
        ray.at(depth / ray.direction.dot(navigator.pose.forward()))
    }

    #[test]
    fn zooming_keeps_what_is_under_the_cursor() {
        for projection in [Projection::Perspective, Projection::Orthographic] {
            for factor in [0.5, 3.0, 1e-9] {
                let mut navigator = navigator(projection);
                let cursor = [650.0, 90.0];
                let before = under(&navigator, cursor);
                navigator.zoom(factor, cursor, [800.0, 600.0]);
                assert!((under(&navigator, cursor) - before).magnitude() < 1e-6);
            }
        }
    }

    #[test]
    fn panning_keeps_what_is_under_the_pointer() {
        let mut navigator = navigator(Projection::Perspective);
        let before = under(&navigator, [400.0, 300.0]);
        navigator.pan(30.0, -50.0, 600.0);
        assert!((under(&navigator, [430.0, 250.0]) - before).magnitude() < 1e-9);
    }

    #[test]
    fn looking_around_leaves_the_camera_where_it_is() {
        let mut navigator = navigator(Projection::Perspective);
        let before = navigator.pose.position();
        navigator.look_around(40.0, 25.0);
        assert!((navigator.pose.position() - before).magnitude() < 1e-9);
    }

    #[test]
    fn the_camera_never_turns_over() {
        let mut navigator = navigator(Projection::Perspective);
        navigator.rotate(0.0, 1e6);
        assert!(navigator.pose.up().dot(Vec3::new(0.0, 0.0, 1.0)) > -1e-9);
    }

    #[test]
    fn w_flies_forwards() {
        let mut navigator = navigator(Projection::Perspective);
        let before = navigator.pose.position();
        let ways = Fly {
            forward: 1.0,
            ..Fly::default()
        };
        navigator.fly(ways, 1.0);
        let moved = navigator.pose.position() - before;
        assert!(moved.dot(navigator.pose.forward()) > 10.0);
    }
}
