//! Lines of any width with smooth borders.

use cgmath::{Matrix4, Vector2, Vector3};
use three_d::core::{
    Blend, Context, DepthTest, InstanceBuffer, Program, RenderStates, Viewport, WriteMask,
};

use super::ViewerError;

/// A line in `cloud`.
#[derive(Debug, Clone, Copy)]
pub struct Stroke {
    pub from: Vector3<f32>,
    pub to: Vector3<f32>,
    pub color: [u8; 4],
    /// CSS pixels.
    pub width: f32,
}

pub struct Strokes {
    program: Program,
    starts: InstanceBuffer<Vector3<f32>>,
    ends: InstanceBuffer<Vector3<f32>>,
    tints: InstanceBuffer<[u8; 4]>,
    widths: InstanceBuffer<f32>,
    count: u32,
}

/// How much is left of a line behind points: enough to follow it.
const BEHIND: f32 = 0.4;

impl Strokes {
    pub fn new(context: &Context) -> Result<Self, ViewerError> {
        let program = Program::from_source(
            context,
            include_str!("shaders/strokes.vert"),
            include_str!("shaders/strokes.frag"),
        )?;
        Ok(Self {
            program,
            starts: InstanceBuffer::new(context),
            ends: InstanceBuffer::new(context),
            tints: InstanceBuffer::new(context),
            widths: InstanceBuffer::new(context),
            count: 0,
        })
    }

    /// Draws these from now on; later ones lie over earlier ones.
    pub fn fill(&mut self, strokes: &[Stroke]) {
        let column = |part: fn(&Stroke) -> Vector3<f32>| -> Vec<Vector3<f32>> {
            strokes.iter().map(part).collect()
        };
        self.starts.fill(&column(|stroke| stroke.from));
        self.ends.fill(&column(|stroke| stroke.to));
        let tints: Vec<_> = strokes.iter().map(|stroke| stroke.color).collect();
        self.tints.fill(&tints);
        let widths: Vec<_> = strokes.iter().map(|stroke| stroke.width).collect();
        self.widths.fill(&widths);
        self.count = strokes.len() as u32;
    }

    pub fn draw(&self, to_clip: Matrix4<f32>, ratio: f32, viewport: Viewport) {
        if self.count == 0 {
            return;
        }
        let half = Vector2::new(viewport.width as f32, viewport.height as f32) / 2.0;
        let passes = [(DepthTest::Greater, BEHIND), (DepthTest::LessOrEqual, 1.0)];
        for (depth_test, opacity) in passes {
            let program = &self.program;
            program.use_uniform("to_clip", to_clip);
            program.use_uniform("half_canvas", half);
            program.use_uniform("ratio", ratio);
            program.use_uniform("opacity", opacity);
            program.use_instance_attribute("start", &self.starts);
            program.use_instance_attribute("end", &self.ends);
            program.use_instance_attribute("tint", &self.tints);
            program.use_instance_attribute("width", &self.widths);
            let states = RenderStates {
                write_mask: WriteMask::COLOR,
                depth_test,
                blend: Blend::TRANSPARENCY,
                ..RenderStates::default()
            };
            program.draw_arrays_instanced(states, viewport, 6, self.count);
        }
    }
}
