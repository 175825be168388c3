//! The scene as one canvas shows it from one camera.

use cgmath::{InnerSpace, Matrix4, SquareMatrix, Vector4};

use super::camera_pose::FIELD_OF_VIEW;
use super::{CameraPose, Projection};
use crate::{Bounds, CuboidShape, Ray, Vec3};

/// A camera and the size of the canvas before it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The camera.
    pub pose: CameraPose,
    /// CSS pixels; at least 1.
    pub width: f64,
    /// CSS pixels; at least 1.
    pub height: f64,
    /// In an orthographic view, how many metres before and behind the target are seen; `None` is all.
    depth: Option<f64>,
}

/// How far the view reaches, metres from the camera along its axis.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reach {
    /// The plane before which nothing is drawn.
    pub near: f64,
    /// The plane beyond which nothing is drawn.
    pub far: f64,
}

impl View {
    /// Of a canvas of `width` × `height` CSS pixels.
    pub fn new(pose: CameraPose, width: f64, height: f64) -> Self {
        Self {
            pose,
            width: width.max(1.0),
            height: height.max(1.0),
            depth: None,
        }
    }

    /// An orthographic view that sees only what is within so many metres before and behind its
    /// target; a view in perspective stays as it is.
    #[must_use]
    pub fn with_depth(self, depth: Option<f64>) -> Self {
        Self { depth, ..self }
    }

    /// A place of `world` along right, up and forward from the camera, metres.
    fn seen(&self, world: Vec3) -> Vec3 {
        let reach = world - self.pose.position();
        Vec3::new(
            reach.dot(self.pose.right()),
            reach.dot(self.pose.up()),
            reach.dot(self.pose.forward()),
        )
    }

    /// How many CSS pixels a metre is across, `depth` metres before the camera.
    pub fn pixels_per_metre(&self, depth: f64) -> f64 {
        match self.pose.projection {
            Projection::Perspective => self.height / (2.0 * depth * (FIELD_OF_VIEW / 2.0).tan()),
            Projection::Orthographic => self.height / self.pose.height_at_target(),
        }
    }

    /// Where a place of `world` is, in `view_px`, also beyond the canvas; `None` behind the camera, and
    /// for a place that is too far for numbers.
    pub fn project(&self, world: Vec3) -> Option<[f64; 2]> {
        let seen = self.seen(world);
        if self.pose.projection == Projection::Perspective && seen.z < 1e-3 {
            return None;
        }
        let scale = self.pixels_per_metre(seen.z);
        let at = [
            self.width / 2.0 + seen.x * scale,
            self.height / 2.0 - seen.y * scale,
        ];
        at.iter().all(|pixels| pixels.is_finite()).then_some(at)
    }

    /// What is seen at a pixel (`view_px`).
    pub fn ray(&self, [x, y]: [f64; 2]) -> Ray {
        let scale = self.pixels_per_metre(1.0);
        let aside = self.pose.right() * ((x - self.width / 2.0) / scale)
            + self.pose.up() * ((self.height / 2.0 - y) / scale);
        match self.pose.projection {
            Projection::Perspective => Ray {
                origin: self.pose.position(),
                direction: (self.pose.forward() + aside).normalize(),
            },
            // An orthographic view also shows what is behind the camera's place.
            Projection::Orthographic => Ray {
                origin: self.pose.position() + aside - self.pose.forward() * self.behind(),
                direction: self.pose.forward(),
            },
        }
    }

    /// How far behind the camera an orthographic view begins, metres; negative before it.
    fn behind(&self) -> f64 {
        match self.depth {
            Some(depth) => depth - self.pose.distance,
            None => 10_000.0_f64.max(self.pose.distance),
        }
    }

    /// The same way of looking, from where all of `bounds` is on the canvas.
    pub fn fit(&self, bounds: &Bounds) -> CameraPose {
        self.fit_corners(bounds.center(), &bounds.corners(), 1.06)
    }

    /// The same way of looking, at a cuboid with its surroundings.
    pub fn fit_cuboid(&self, shape: &CuboidShape) -> CameraPose {
        let room = match self.pose.projection {
            Projection::Perspective => 2.2,
            Projection::Orthographic => 1.5,
        };
        self.fit_corners(shape.position, &shape.corners(), room)
    }

    /// The camera comes as near to `center` as all corners, moved away from it `room` times, allow.
    fn fit_corners(&self, center: Vec3, corners: &[Vec3; 8], room: f64) -> CameraPose {
        let high = (FIELD_OF_VIEW / 2.0).tan();
        let wide = high * self.width / self.height;
        let distance = corners
            .iter()
            .map(|corner| {
                let reach = (corner - center) * room;
                let aside = reach.dot(self.pose.right()).abs() / wide;
                let above = reach.dot(self.pose.up()).abs() / high;
                let nearer = match self.pose.projection {
                    Projection::Perspective => -reach.dot(self.pose.forward()),
                    Projection::Orthographic => 0.0,
                };
                aside.max(above) + nearer
            })
            .fold(0.5, f64::max);
        CameraPose {
            target: center,
            distance,
            ..self.pose
        }
        .in_range()
    }

    /// From the planes around a sphere: everything in it is drawn, with depth to tell near things apart.
    pub fn reach(&self, center: Vec3, radius: f64) -> Reach {
        if let (Projection::Orthographic, Some(side)) = (self.pose.projection, self.depth) {
            return Reach {
                near: self.pose.distance - side,
                far: self.pose.distance + side,
            };
        }
        let depth = self.seen(center).z;
        match self.pose.projection {
            Projection::Perspective => {
                let nearest = (self.pose.distance * 0.02).clamp(0.02, 1.0);
                // What is looked at may be far before the cloud.
                let near = (depth - radius).min(self.pose.distance * 0.05).max(nearest);
                Reach {
                    near,
                    far: (depth + radius)
                        .max(near * 2.0)
                        .max(self.pose.distance * 8.0),
                }
            }
            Projection::Orthographic => {
                // Room for cuboids outside the cloud; depth is even here, so room costs little of it.
                let around = radius + 500.0;
                Reach {
                    near: (depth - around).min(-1.0),
                    far: (depth + around).max(self.pose.distance + 1.0),
                }
            }
        }
    }

    /// From `cloud` (`world` less `origin`) to OpenGL's clip space.
    pub fn matrix(&self, origin: Vec3, Reach { near, far }: Reach) -> Matrix4<f32> {
        let (right, up, forward) = (self.pose.right(), self.pose.up(), self.pose.forward());
        let position = self.pose.position() - origin;
        let to_view = Matrix4::new(
            right.x,
            up.x,
            -forward.x,
            0.0, //
            right.y,
            up.y,
            -forward.y,
            0.0, //
            right.z,
            up.z,
            -forward.z,
            0.0, //
            -right.dot(position),
            -up.dot(position),
            forward.dot(position),
            1.0,
        );
        let aspect = self.width / self.height;
        let to_clip = match self.pose.projection {
            Projection::Perspective => {
                cgmath::perspective(cgmath::Rad(FIELD_OF_VIEW), aspect, near, far)
            }
            Projection::Orthographic => {
                let half = self.pose.height_at_target() / 2.0;
                cgmath::ortho(-half * aspect, half * aspect, -half, half, near, far)
            }
        };
        let whole: Matrix4<f64> = to_clip * to_view;
        whole.cast().unwrap_or_else(Matrix4::<f32>::identity)
    }

    /// Whether a box given by its corners in `cloud` may be on the canvas, by `matrix`.
    pub fn may_show(matrix: &Matrix4<f32>, corners: &[Vec3; 8]) -> bool {
        let clip = corners.map(|corner| {
            matrix * Vector4::new(corner.x as f32, corner.y as f32, corner.z as f32, 1.0)
        });
        let outside = |side: fn(&Vector4<f32>) -> bool| clip.iter().all(side);
        !(outside(|c| c.x < -c.w)
            || outside(|c| c.x > c.w)
            || outside(|c| c.y < -c.w)
            || outside(|c| c.y > c.w)
            || outside(|c| c.z < -c.w)
            || outside(|c| c.z > c.w))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Side;

    fn poses() -> impl Strategy<Value = CameraPose> {
        (-3.0..3.0, -1.5..1.5, 1.0..50.0, any::<bool>()).prop_map(
            |(yaw, elevation, distance, perspective)| CameraPose {
                target: Vec3::new(5e5, 4e6, 30.0),
                distance,
                yaw,
                elevation,
                projection: if perspective {
                    Projection::Perspective
                } else {
                    Projection::Orthographic
                },
            },
        )
    }

    proptest! {
        #[test]
        fn a_ray_through_a_pixel_shows_at_that_pixel(
            pose in poses(), x in 0.0..800.0, y in 0.0..600.0, along in 1.0..100.0,
        ) {
            let view = View::new(pose, 800.0, 600.0);
            let shown = view.project(view.ray([x, y]).at(along)).unwrap();
            prop_assert!((shown[0] - x).hypot(shown[1] - y) < 1e-3, "{shown:?}");
        }

        #[test]
        fn the_matrix_puts_places_where_project_does(
            pose in poses(), x in 0.0..800.0, y in 0.0..600.0,
        ) {
            let view = View::new(pose, 800.0, 600.0);
            let origin = Vec3::new(5e5, 4e6, 0.0);
            let place = view.ray([x, y]).at(match pose.projection {
                Projection::Perspective => pose.distance,
                Projection::Orthographic => pose.distance + view.behind(),
            });
            let matrix = view.matrix(origin, view.reach(pose.target, 20.0));
            let at = place - origin;
            let clip = matrix * Vector4::new(at.x as f32, at.y as f32, at.z as f32, 1.0);
            let shown = [
                (f64::from(clip.x / clip.w) + 1.0) * 400.0,
                (1.0 - f64::from(clip.y / clip.w)) * 300.0,
            ];
            prop_assert!((shown[0] - x).hypot(shown[1] - y) < 0.1, "{shown:?}");
            prop_assert!(clip.z.abs() <= clip.w);
        }
    }

    #[test]
    fn a_side_of_limited_depth_leaves_out_what_is_before_and_behind() {
        let pose = CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 10.0).from_side(Side::Front, 0.0);
        let view = View::new(pose, 800.0, 600.0).with_depth(Some(3.0));
        let origin = Vec3::new(0.0, 0.0, 0.0);
        let matrix = view.matrix(origin, view.reach(origin, 500.0));
        let cube_at =
            |y: f64| CuboidShape::upright(Vec3::new(0.0, y, 0.0), Vec3::new(1.0, 1.0, 1.0), 0.0);
        for (y, is_seen) in [(-5.0, false), (0.0, true), (5.0, false)] {
            assert_eq!(
                View::may_show(&matrix, &cube_at(y).corners()),
                is_seen,
                "{y}"
            );
        }
        // The front is looked onto from +y: the ray begins 3 m before the target.
        let ray = view.ray([400.0, 300.0]);
        assert!((ray.origin - Vec3::new(0.0, 3.0, 0.0)).magnitude() < 1e-9);
        assert_eq!(ray.meets(&cube_at(5.0)), None);
    }

    #[test]
    fn what_is_fitted_fills_the_canvas_and_no_more() {
        let bounds = Bounds {
            min: Vec3::new(-40.0, -10.0, -2.0),
            max: Vec3::new(60.0, 10.0, 3.0),
        };
        for side in [None, Some(Side::Top), Some(Side::Right), Some(Side::Front)] {
            let pose = CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 1.0);
            let pose = side.map_or(pose, |side| pose.from_side(side, 0.0));
            let fitted = View::new(pose, 800.0, 600.0).fit(&bounds);
            let view = View::new(fitted, 800.0, 600.0);
            let shares = bounds.corners().map(|corner| {
                let [x, y] = view.project(corner).unwrap();
                ((x - 400.0).abs() / 400.0).max((y - 300.0).abs() / 300.0)
            });
            let most = shares.into_iter().fold(0.0, f64::max);
            assert!((0.85..=1.0).contains(&most), "{side:?}: {most}");
        }
    }

    #[test]
    fn what_a_link_or_a_shape_puts_beyond_all_places_can_be_looked_at() {
        let (cloud, radius) = (Vec3::new(5e5, 4e6, 30.0), 400.0);
        for (text, reread) in [
            (
                "1.7e308_-1.7e308_1.7e308_1e308_0.7_-0.6_p",
                "1000000000000_-1000000000000_1000000000000_100000_0.7_-0.6_p",
            ),
            (
                "-1.7e308_-1.7e308_-1.7e308_20_0.7_0.6_o",
                "-1000000000000_-1000000000000_-1000000000000_20_0.7_0.6_o",
            ),
        ] {
            let pose: CameraPose = text.parse().unwrap();
            assert_eq!(pose.to_string(), reread);
            let view = View::new(pose, 800.0, 600.0);
            let matrix = view.matrix(cloud, view.reach(cloud, radius));
            let numbers: &[f32; 16] = matrix.as_ref();
            assert!(
                numbers.iter().all(|number| number.is_finite()),
                "{matrix:?}"
            );
            assert!(
                view.grid_labels(0.0)
                    .iter()
                    .all(|label| label.metres.is_finite())
            );
            assert_eq!(view.project(Vec3::new(1.7e308, 1.7e308, -1.7e308)), None);
        }
        // The largest shapes that are read: the camera goes there, and back to the cloud.
        let huge = CuboidShape::upright(
            Vec3::new(1e12, -1e12, 1e12),
            Vec3::new(1e12, 1e12, 1e12),
            0.4,
        );
        let before = View::new(CameraPose::at(cloud, 40.0), 800.0, 600.0);
        let there = before.fit_cuboid(&huge);
        assert_eq!(there.target, huge.position);
        assert!(
            View::new(there, 800.0, 600.0)
                .project(huge.position)
                .is_some()
        );
        let bounds = Bounds::around([cloud, cloud + Vec3::new(30.0, 30.0, 3.0)]).unwrap();
        let back = there.towards(&before.fit(&bounds), 0.5);
        assert!(back.distance.is_finite() && back.position().x.is_finite());
        assert_eq!(
            there.towards(&before.fit(&bounds), 1.0),
            before.fit(&bounds)
        );
    }

    #[test]
    fn what_is_looked_at_is_drawn_however_far_before_the_cloud_it_is() {
        let origin = Vec3::new(0.0, 0.0, 0.0);
        for away in [100.0, 5_000.0, 1e7] {
            // South of the cloud, which the camera looks at past it.
            let shape =
                CuboidShape::upright(Vec3::new(0.0, -away, 0.0), Vec3::new(2.0, 4.0, 1.5), 0.0);
            let view = View::new(CameraPose::at(origin, 40.0), 800.0, 600.0);
            let view = View::new(view.fit_cuboid(&shape), 800.0, 600.0);
            let reach = view.reach(origin, 80.0);
            for corner in shape.corners() {
                let depth = view.seen(corner).z;
                assert!(
                    (reach.near..reach.far).contains(&depth),
                    "{away}: {reach:?}"
                );
            }
        }
    }

    #[test]
    fn a_box_beside_the_canvas_is_not_shown() {
        let view = View::new(CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 10.0), 800.0, 600.0);
        let origin = Vec3::new(0.0, 0.0, 0.0);
        let matrix = view.matrix(origin, view.reach(origin, 500.0));
        let cube = |x: f64| {
            CuboidShape::upright(Vec3::new(x, 0.0, 0.0), Vec3::new(1.0, 1.0, 1.0), 0.0).corners()
        };
        assert!(View::may_show(&matrix, &cube(0.0)));
        assert!(!View::may_show(&matrix, &cube(200.0)));
    }
}
