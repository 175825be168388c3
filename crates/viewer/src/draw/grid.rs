//! The metric grid.

use cgmath::{Vector3, Vector4};
use three_d::core::{Blend, Context, DepthTest, Program, RenderStates, Viewport, WriteMask};

use super::ViewerError;
use super::layers::Seen;
use crate::color::Ground;
use crate::{Look, Vec3};

pub struct Grid {
    program: Program,
}

/// Lines are every 100 metres at most: the grid's middle is where such lines cross.
const COARSEST: f64 = 100.0;

impl Grid {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        let program = Program::from_source(
            context,
            include_str!("shaders/grid.vert"),
            include_str!("shaders/grid.frag"),
        )?;
        Ok(Self { program })
    }

    /// The grid at height `z` in `world`, around the view's target; `origin` is the cloud's.
    pub fn draw(&self, seen: &Seen, (origin, z): (Vec3, f64), look: &Look, viewport: Viewport) {
        let view = &seen.view;
        let target = view.pose.target;
        let snap = |coordinate: f64| (coordinate / COARSEST).round() * COARSEST;
        let middle = Vec3::new(snap(target.x), snap(target.y), z);
        let faded = (view.pose.distance * 4.0).clamp(20.0, 5000.0);
        let half = faded + COARSEST;
        let at = middle - origin;
        let program = &self.program;
        program.use_uniform("to_clip", seen.to_clip);
        program.use_uniform(
            "middle",
            Vector4::new(at.x as f32, at.y as f32, at.z as f32, half as f32),
        );
        let focus = target - middle;
        program.use_uniform(
            "focus",
            Vector3::new(focus.x as f32, focus.y as f32, faded as f32),
        );
        program.use_uniform("ratio", seen.ratio as f32);
        let ink = match Ground::of(look.background) {
            Ground::Dark => 1.0,
            Ground::Light => 0.0,
        };
        program.use_uniform("ink", Vector3::new(ink, ink, ink));
        let states = RenderStates {
            write_mask: WriteMask::COLOR,
            depth_test: DepthTest::Less,
            blend: Blend::TRANSPARENCY,
            ..RenderStates::default()
        };
        program.draw_arrays(states, viewport, 6);
    }
}
