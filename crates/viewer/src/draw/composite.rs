//! Shades the picture of the points by its depth and lays it on the canvas.

use cgmath::Vector2;
use three_d::core::{Blend, Context, DepthTest, Program, RenderStates, Viewport, WriteMask, vec3};

use super::ViewerError;
use super::cloud_picture::CloudPicture;
use super::layers::Seen;
use crate::{Look, Projection};

pub struct Composite {
    program: Program,
}

/// How dark an edge becomes, and how many CSS pixels around a point are compared; the values that
/// suit both sparse scans and dense maps.
const STRENGTH: f32 = 26.0;
const RADIUS: f64 = 1.4;

impl Composite {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        let program = Program::from_source(
            context,
            include_str!("shaders/whole_canvas.vert"),
            include_str!("shaders/composite.frag"),
        )?;
        Ok(Self { program })
    }

    /// Also hands the points' depth on to the canvas, for what is drawn over it.
    pub fn draw(&self, picture: &CloudPicture, seen: &Seen, look: &Look, viewport: Viewport) {
        let Seen {
            view, reach, ratio, ..
        } = seen;
        let program = &self.program;
        program.use_texture("colors", &picture.color);
        program.use_depth_texture("depths", &picture.depth);
        let [red, green, blue] = look.background.map(|part| f32::from(part) / 255.0);
        program.use_uniform("background", vec3(red, green, blue));
        let flat = view.pose.projection == Projection::Orthographic;
        let scale = if flat {
            1.5 / view.pose.height_at_target()
        } else {
            0.0
        };
        program.use_uniform(
            "depth",
            vec3(reach.near as f32, reach.far as f32, scale as f32),
        );
        let strength = if look.eye_dome_lighting {
            STRENGTH
        } else {
            0.0
        };
        program.use_uniform("strength", strength);
        program.use_uniform_array("beside", &neighbours(*ratio));
        let states = RenderStates {
            write_mask: WriteMask::COLOR_AND_DEPTH,
            depth_test: DepthTest::Always,
            blend: Blend::Disabled,
            ..RenderStates::default()
        };
        program.draw_arrays(states, viewport, 3);
    }
}

/// Device pixels to eight neighbours around a point.
fn neighbours(ratio: f64) -> [Vector2<f32>; 8] {
    let radius = (RADIUS * ratio).max(1.0);
    std::array::from_fn(|side| {
        let (sin, cos) = (side as f64 * std::f64::consts::FRAC_PI_4).sin_cos();
        Vector2::new((cos * radius).round() as f32, (sin * radius).round() as f32)
    })
}
