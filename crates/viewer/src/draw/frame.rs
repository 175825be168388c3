//! What happens in an animation frame.

use cgmath::Matrix4;
use three_d::core::{RenderTarget, Viewport};

use super::cloud_picture::CloudPicture;
use super::layers::{Overlay, OverlayKey, Seen};
use super::points::Go;
use super::scene::{PointsScene, Progress, Scene, of_points};
use super::{Viewer, ViewerError};
use crate::cloud::overlaps;
use crate::navigate::Reach;
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

/// A picture of the canvas.
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
        self.shown.as_ref() != Some(&self.scene())
            || self
                .progress
                .as_ref()
                .is_none_or(|progress| !progress.is_whole())
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
        let points = self.progress.as_ref().map_or(0, Progress::points_a_go);
        self.pace.frame(now, points);
        self.draw()
    }

    /// The whole scene as a picture, at the canvas' size.
    pub fn read_pixels(&mut self) -> Result<Pixels, ViewerError> {
        if self.is_lost() {
            return Err(ViewerError::ContextLost);
        }
        // The canvas holds its picture only until the browser shows it: draw it anew.
        while self.draw()? == Frame::Partial {}
        let [width, height] = self.pixels();
        let target = RenderTarget::screen(&self.layers.context, width, height);
        let rgba = target.read_color::<[u8; 4]>().into_flattened();
        Ok(Pixels {
            width,
            height,
            rgba,
        })
    }

    fn draw(&mut self) -> Result<Frame, ViewerError> {
        let scene = self.scene();
        let view = scene.points.view;
        let reach = self.reach(&view);
        let origin = self.cloud.origin();
        let to_clip = view.matrix(origin, reach);
        let is_whole = self.draw_points(&scene.points, to_clip)?;
        self.layers.fill(&Overlay {
            key: OverlayKey {
                version: self.overlay_version,
                origin,
                device: self.device,
                shown: [
                    self.look.show_axes,
                    self.look.show_lines,
                    self.look.show_cuboids,
                ],
            },
            lines: &self.lines,
            cuboids: &self.cuboids,
        });
        let seen = Seen {
            view,
            reach,
            to_clip,
            ratio: self.ratio,
            size: self.pixels(),
        };
        self.layers.draw(&seen, origin, &self.look);
        self.shown = Some(scene);
        Ok(if is_whole {
            Frame::Whole
        } else {
            Frame::Partial
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

    /// How far the view must reach to show the points and all around the target.
    fn reach(&self, view: &View) -> Reach {
        let pose = view.pose;
        let around = Bounds {
            min: pose.target,
            max: pose.target,
        };
        let bounds = self
            .chunks
            .whole()
            .map_or(around, |bounds| bounds.moved(self.cloud.origin()));
        view.reach(bounds.center(), bounds.radius())
    }

    /// Adds a go of points to their picture, or begins it anew. Whether it is whole then.
    fn draw_points(
        &mut self,
        scene: &PointsScene,
        to_clip: Matrix4<f32>,
    ) -> Result<bool, ViewerError> {
        let size = self.pixels();
        if self
            .layers
            .picture
            .as_ref()
            .is_none_or(|picture| !picture.has_size(size))
        {
            self.layers.picture = Some(CloudPicture::new(&self.layers.context, size));
            self.progress = None;
        }
        let same = self
            .progress
            .take()
            .filter(|progress| progress.scene == *scene);
        let mut progress = same.unwrap_or_else(|| self.begin(scene, to_clip));
        let range = self.range();
        let Some(picture) = &self.layers.picture else {
            return Ok(true);
        };
        if progress.next == 0 {
            picture.clear();
        }
        if !progress.is_whole() {
            let ratio = scene.ratio;
            let go = Go {
                to_clip,
                metre: (scene.view.pixels_per_metre(1.0) * ratio) as f32,
                ratio: ratio as f32,
                look: &self.look,
                range,
                device: self.device,
                selection: scene.selection.map(|cuboid| (cuboid.shape, cuboid.color)),
                ranges: &progress.ranges,
                strides: progress.strides,
                go: progress.next,
                viewport: Viewport::new_at_origo(size[0], size[1]),
            };
            let points = &mut self.layers.points;
            let cloud = &self.cloud;
            picture.target().write(|| {
                if cloud.is_empty() {
                    Ok(())
                } else {
                    points.draw(cloud, &go)
                }
            })?;
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
}
