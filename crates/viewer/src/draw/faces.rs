//! Translucent triangles: the sides of cuboids.

use cgmath::{Matrix4, Vector3};
use three_d::core::{
    Blend, Context, DepthTest, Program, RenderStates, VertexBuffer, Viewport, WriteMask,
};

use super::ViewerError;

/// A corner of a triangle in `cloud`.
pub type Corner = (Vector3<f32>, [u8; 4]);

pub struct Faces {
    program: Program,
    positions: VertexBuffer<Vector3<f32>>,
    tints: VertexBuffer<[u8; 4]>,
    count: u32,
}

impl Faces {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        let program = Program::from_source(
            context,
            include_str!("shaders/faces.vert"),
            include_str!("shaders/faces.frag"),
        )?;
        Ok(Self {
            program,
            positions: VertexBuffer::new(context),
            tints: VertexBuffer::new(context),
            count: 0,
        })
    }

    /// Draws these from now on, three corners each.
    pub fn fill(&mut self, corners: &[Corner]) {
        let positions: Vec<_> = corners.iter().map(|(position, _)| *position).collect();
        self.positions.fill(&positions);
        let tints: Vec<_> = corners.iter().map(|(_, tint)| *tint).collect();
        self.tints.fill(&tints);
        self.count = corners.len() as u32;
    }

    pub fn draw(&self, to_clip: Matrix4<f32>, viewport: Viewport) {
        if self.count == 0 {
            return;
        }
        self.program.use_uniform("to_clip", to_clip);
        self.program
            .use_vertex_attribute("position", &self.positions);
        self.program.use_vertex_attribute("tint", &self.tints);
        let states = RenderStates {
            write_mask: WriteMask::COLOR,
            depth_test: DepthTest::LessOrEqual,
            blend: Blend::TRANSPARENCY,
            ..RenderStates::default()
        };
        self.program.draw_arrays(states, viewport, self.count);
    }
}
