//! What is on the graphics card, and how it becomes a canvas.

use std::convert::Infallible;
use std::sync::Arc;

use cgmath::Matrix4;
use three_d::context;
use three_d::core::{ClearState, Context, RenderTarget, Viewport};
use web_sys::WebGl2RenderingContext;

use super::cloud_picture::CloudPicture;
use super::composite::Composite;
use super::faces::Faces;
use super::grid::Grid;
use super::points::{Points, single};
use super::strokes::{Stroke, Strokes};
use super::{ViewerError, cuboids};
use crate::navigate::Reach;
use crate::{DrawnCuboid, Line, Look, Vec3, View};

pub struct Layers {
    pub context: Context,
    pub points: Points,
    composite: Composite,
    grid: Grid,
    faces: Faces,
    strokes: Strokes,
    /// What faces and strokes hold.
    overlay: Option<OverlayKey>,
}

/// Tells one state of [`Overlay`] from another.
#[derive(Clone, Copy, PartialEq)]
pub struct OverlayKey {
    pub version: u64,
    pub origin: Vec3,
    pub device: Vec3,
    /// Whether axes, lines and cuboids are shown.
    pub shown: [bool; 3],
}

/// What lies over the points.
pub struct Overlay<'a> {
    pub key: OverlayKey,
    pub lines: &'a [Line],
    pub cuboids: &'a [DrawnCuboid],
}

/// From where a canvas is seen.
pub struct Seen {
    pub view: View,
    pub reach: Reach,
    /// From `cloud` to clip space.
    pub to_clip: Matrix4<f32>,
    /// Device pixels of a CSS pixel.
    pub ratio: f64,
    /// Device pixels.
    pub size: [u32; 2],
}

impl Layers {
    pub fn new(gl: &WebGl2RenderingContext) -> Result<Self, ViewerError> {
        if gl.is_context_lost() {
            return Err(ViewerError::ContextLost);
        }
        let low = context::Context::from_webgl2_context(gl.clone());
        #[expect(clippy::arc_with_non_send_sync, reason = "three-d takes an `Arc`")]
        let context = Context::from_gl_context(Arc::new(low))?;
        Ok(Self {
            points: Points::new(&context)?,
            composite: Composite::new(&context)?,
            grid: Grid::new(&context)?,
            faces: Faces::new(&context)?,
            strokes: Strokes::new(&context)?,
            overlay: None,
            context,
        })
    }

    /// Hands changed lines and cuboids to the graphics card.
    pub fn fill(&mut self, overlay: &Overlay) {
        let OverlayKey {
            origin,
            device,
            shown: [axes, lines, cuboids],
            ..
        } = overlay.key;
        if self.overlay == Some(overlay.key) {
            return;
        }
        let mut strokes = Vec::new();
        if axes {
            strokes.extend(cross(device - origin));
        }
        if lines {
            strokes.extend(overlay.lines.iter().map(|line| Stroke {
                from: single(line.from - origin),
                to: single(line.to - origin),
                color: line.color,
                width: line.width,
            }));
        }
        let cuboids = if cuboids { overlay.cuboids } else { &[] };
        strokes.extend(cuboids::strokes(cuboids, origin));
        self.strokes.fill(&strokes);
        self.faces.fill(&cuboids::faces(cuboids, origin));
        self.overlay = Some(overlay.key);
    }

    /// Draws the picture of the points, and what lies over it, onto `target`.
    pub fn draw(
        &self,
        seen: &Seen,
        points: &CloudPicture,
        target: &RenderTarget,
        (origin, look): (Vec3, &Look),
    ) {
        let [width, height] = seen.size;
        let viewport = Viewport::new_at_origo(width, height);
        let drawn = target
            .clear(ClearState::depth(1.0))
            .write(|| {
                self.composite.draw(points, seen, look, viewport);
                Ok::<(), Infallible>(())
            })
            .map(|_| ());
        let Ok(()) = drawn;
        self.draw_over(seen, target, (origin, look));
    }

    /// Draws what lies over the points onto `target`, which has them already.
    pub fn draw_over(&self, seen: &Seen, target: &RenderTarget, (origin, look): (Vec3, &Look)) {
        let [width, height] = seen.size;
        let viewport = Viewport::new_at_origo(width, height);
        let drawn = target
            .write(|| {
                if let Some(z) = look.grid {
                    self.grid.draw(seen, (origin, z), look, viewport);
                }
                self.faces.draw(seen.to_clip, viewport);
                self.strokes.draw(seen.to_clip, seen.ratio as f32, viewport);
                Ok::<(), Infallible>(())
            })
            .map(|_| ());
        let Ok(()) = drawn;
    }
}

/// The axes, 1 m long, at a place of `cloud`: x red, y green, z blue.
fn cross(device: Vec3) -> [Stroke; 3] {
    let axis = |direction: Vec3, [red, green, blue]: [u8; 3]| Stroke {
        from: single(device),
        to: single(device + direction),
        color: [red, green, blue, 255],
        width: 2.0,
    };
    [
        axis(Vec3::new(1.0, 0.0, 0.0), [229, 72, 77]),
        axis(Vec3::new(0.0, 1.0, 0.0), [70, 167, 88]),
        axis(Vec3::new(0.0, 0.0, 1.0), [62, 125, 240]),
    ]
}
