//! What happens in an animation frame.

use cgmath::Matrix4;
use three_d::core::{ClearState, RenderTarget, Viewport};

use super::cloud_picture::CloudPicture;
use super::layers::{Overlay, OverlayKey, Seen};
use super::points::Go;
use super::scene::{PointsScene, Progress, Scene, of_points};
use super::{Viewer, ViewerError};
use crate::cloud::overlaps;
use crate::strides::Strides;
use crate::{Bounds, Emphasis, View};

/// What a call of [`Viewer::render`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// The canvas already showed the scene.
    Unchanged,
    /// Points are still to come: render again in the next animation frame.
    Partial,
    /// The canvas shows all.
    Whole,
}

/// A picture, as `ImageData` takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    /// Device pixels.
    pub width: u32,
    /// Device pixels.
    pub height: u32,
    /// Red, green, blue and opacity of each, row by row from the top.
    pub rgba: Vec<u8>,
}

impl Viewer {
    /// Whether [`Viewer::render`] has something to do.
    pub fn needs_redraw(&self) -> bool {
        if self.shown.as_ref() != Some(&self.scene()) {
            return true;
        }
        if self.is_plain {
            // At rest, the shading that the moving scene did without is to come.
            return self.look.eye_dome_lighting || self.look.round_points;
        }
        let progress = self.progress.as_ref();
        progress.is_none_or(|progress| !progress.is_whole())
    }

    /// Brings the canvas up to date; call it once an animation frame with that frame's time in
    /// milliseconds.
    ///
    /// A changed view begins with one go of points, as many as frames were quick enough for, and each
    /// further call adds one: a moving camera shows a fair sample of the points, and a resting one
    /// all of them.
    pub fn render(&mut self, now: f64) -> Result<Frame, ViewerError> {
        if self.is_lost() {
            return Err(ViewerError::ContextLost);
        }
        if !self.needs_redraw() {
            self.pace.rest();
            return Ok(Frame::Unchanged);
        }
        self.pace.frame(now, self.drawn);
        self.draw()
    }

    /// What the canvas shows, whole.
    pub fn read_pixels(&mut self) -> Result<Pixels, ViewerError> {
        self.picture(&self.view(), self.ratio)
    }

    /// The scene from anywhere, as a picture of the view's size times `ratio`; the canvas stays as it
    /// is. So views onto the sides of a cuboid need no canvas with a graphics card of its own.
    pub fn picture(&mut self, view: &View, ratio: f64) -> Result<Pixels, ViewerError> {
        if self.is_lost() {
            return Err(ViewerError::ContextLost);
        }
        let size = [view.width, view.height].map(|length| (length * ratio).round().max(1.0) as u32);
        let scene = PointsScene {
            view: *view,
            ratio,
            ..self.scene().points
        };
        let seen = self.seen(view, ratio, size);
        let progress = Progress {
            strides: Strides { goes: 1 },
            ..self.begin(&scene, seen.to_clip)
        };
        let points = CloudPicture::new(&self.layers.context, size);
        points.clear();
        let target = points.target();
        self.draw_go(&target, &seen, &progress, self.look.round_points)?;
        self.fill_overlay();
        let whole = CloudPicture::new(&self.layers.context, size);
        let (origin, look) = (self.cloud.origin(), &self.look);
        self.layers
            .draw(&seen, &points, &whole.target(), (origin, look));
        let [width, height] = size;
        Ok(Pixels {
            width,
            height,
            rgba: whole.target().read_color::<[u8; 4]>().into_flattened(),
        })
    }

    fn draw(&mut self) -> Result<Frame, ViewerError> {
        let scene = self.scene();
        let size = self.pixels();
        let seen = self.seen(&scene.points.view, self.ratio, size);
        if let Some(progress) = self.plainly(&scene.points, &seen) {
            return self.draw_plainly(scene, &seen, progress);
        }
        self.is_plain = false;
        let held = self.picture.take().filter(|picture| picture.has_size(size));
        let picture = held.unwrap_or_else(|| {
            self.progress = None;
            CloudPicture::new(&self.layers.context, size)
        });
        let is_whole = self.add_go(&picture, &scene.points, &seen)?;
        self.fill_overlay();
        let [width, height] = size;
        let canvas = RenderTarget::screen(&self.layers.context, width, height);
        let (origin, look) = (self.cloud.origin(), &self.look);
        self.layers.draw(&seen, &picture, &canvas, (origin, look));
        self.picture = Some(picture);
        self.shown = Some(scene);
        Ok(if is_whole {
            Frame::Whole
        } else {
            Frame::Partial
        })
    }

    /// What to draw of a moving scene that may do without the picture of its points, on a machine
    /// that is slow.
    fn plainly(&self, scene: &PointsScene, seen: &Seen) -> Option<Progress> {
        // Not what is chosen or hidden: shading that goes and comes would hide the change.
        let moves = self.shown.as_ref().is_some_and(|Scene { points, .. }| {
            points.view != scene.view
                || points.cloud_version != scene.cloud_version
                || points.draw_ranges != scene.draw_ranges
        });
        if !moves || !self.pace.is_plain() {
            return None;
        }
        // What needs several goes needs the picture that gathers them.
        let progress = self.begin(scene, seen.to_clip);
        Some(progress).filter(|progress| progress.strides.goes == 1)
    }

    /// Straight onto the canvas, without shading.
    fn draw_plainly(
        &mut self,
        scene: Scene,
        seen: &Seen,
        progress: Progress,
    ) -> Result<Frame, ViewerError> {
        self.fill_overlay();
        let [width, height] = seen.size;
        let context = self.layers.context.clone();
        let canvas = RenderTarget::screen(&context, width, height);
        let [red, green, blue] = self.look.background.map(|part| f32::from(part) / 255.0);
        canvas.clear(ClearState::color_and_depth(red, green, blue, 1.0, 1.0));
        self.draw_go(&canvas, seen, &progress, false)?;
        let (origin, look) = (self.cloud.origin(), &self.look);
        self.layers.draw_over(seen, &canvas, (origin, look));
        self.drawn = progress.points_a_go();
        // The picture knows nothing of this.
        self.progress = None;
        self.is_plain = true;
        self.shown = Some(scene);
        Ok(if self.needs_redraw() {
            Frame::Partial
        } else {
            Frame::Whole
        })
    }

    fn scene(&self) -> Scene {
        let selection = self.cuboids.iter().find(|cuboid| {
            self.look.tint_selection
                && self.look.show_cuboids
                && cuboid.emphasis == Emphasis::Selected
        });
        Scene {
            points: PointsScene {
                view: self.view(),
                ratio: self.ratio,
                look: of_points(&self.look),
                device: self.device,
                selection: selection.copied(),
                draw_ranges: self.draw_ranges.clone(),
                cloud_version: self.cloud_version,
            },
            overlay_version: self.overlay_version,
            look: self.look.clone(),
        }
    }

    fn seen(&self, view: &View, ratio: f64, size: [u32; 2]) -> Seen {
        let origin = self.cloud.origin();
        let target = Bounds {
            min: view.pose.target,
            max: view.pose.target,
        };
        let bounds = self
            .chunks
            .whole()
            .map_or(target, |bounds| bounds.moved(origin));
        let reach = view.reach(bounds.center(), bounds.radius());
        Seen {
            view: *view,
            reach,
            to_clip: view.matrix(origin, reach),
            ratio,
            size,
        }
    }

    /// Hands changed lines and cuboids to the graphics card.
    fn fill_overlay(&mut self) {
        let look = &self.look;
        self.layers.fill(&Overlay {
            key: OverlayKey {
                version: self.overlay_version,
                origin: self.cloud.origin(),
                device: self.device,
                shown: [look.show_axes, look.show_lines, look.show_cuboids],
            },
            lines: &self.lines,
            cuboids: &self.cuboids,
        });
    }

    /// Adds a go of points to their picture, or begins it anew. Whether it is whole then.
    fn add_go(
        &mut self,
        picture: &CloudPicture,
        scene: &PointsScene,
        seen: &Seen,
    ) -> Result<bool, ViewerError> {
        let same = self
            .progress
            .take()
            .filter(|progress| progress.scene == *scene);
        let mut progress = same.unwrap_or_else(|| self.begin(scene, seen.to_clip));
        if progress.next == 0 {
            picture.clear();
        }
        self.drawn = 0;
        if !progress.is_whole() {
            self.draw_go(&picture.target(), seen, &progress, self.look.round_points)?;
            self.drawn = progress.points_a_go();
            progress.next += 1;
        }
        let is_whole = progress.is_whole();
        self.progress = Some(progress);
        Ok(is_whole)
    }

    /// Which points a changed scene needs, and in how many goes.
    fn begin(&self, scene: &PointsScene, to_clip: Matrix4<f32>) -> Progress {
        let visible = self
            .chunks
            .ranges(|bounds| View::may_show(&to_clip, &bounds.corners()));
        let ranges = match &scene.draw_ranges {
            None => visible,
            Some(wanted) => overlaps(&visible, wanted),
        };
        let points = ranges.iter().map(ExactSizeIterator::len).sum();
        Progress {
            scene: scene.clone(),
            ranges,
            strides: Strides::new(points, self.pace.budget()),
            next: 0,
        }
    }

    /// Draws the next go of `progress`.
    fn draw_go(
        &mut self,
        target: &RenderTarget,
        seen: &Seen,
        progress: &Progress,
        round: bool,
    ) -> Result<(), ViewerError> {
        if self.cloud.is_empty() {
            return Ok(());
        }
        let range = self.range();
        let [width, height] = seen.size;
        let selection = progress.scene.selection;
        let go = Go {
            to_clip: seen.to_clip,
            metre: (seen.view.pixels_per_metre(1.0) * seen.ratio) as f32,
            ratio: seen.ratio as f32,
            look: &self.look,
            range,
            device: self.device,
            selection: selection.map(|cuboid| (cuboid.shape, cuboid.color)),
            round,
            ranges: &progress.ranges,
            strides: progress.strides,
            go: progress.next,
            viewport: Viewport::new_at_origo(width, height),
        };
        let points = &mut self.layers.points;
        target.write(|| points.draw(&self.cloud, &go))?;
        Ok(())
    }
}
