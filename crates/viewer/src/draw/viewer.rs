//! The viewer: a scene, a camera, and the canvas that shows both.

use std::ops::Range;

use cgmath::{Matrix4, MetricSpace};
use three_d::core::{RenderTarget, Viewport};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext};

use super::ViewerError;
use super::cloud_picture::CloudPicture;
use super::layers::{Layers, Overlay, OverlayKey, Seen};
use super::points::Go;
use super::scene::{PointsScene, Progress, Scene, of_points};
use crate::cloud::{Chunks, PickedPoint, overlaps};
use crate::navigate::Reach;
use crate::pace::Pace;
use crate::strides::Strides;
use crate::{
    Bounds, CameraPose, Cloud, Coloring, DrawnCuboid, Emphasis, Histogram, Line, Look, Navigator,
    Vec3, View,
};

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

/// A scene on a canvas. Change what is public as you like: [`Viewer::render`] finds out what
/// changed, and does nothing if nothing did.
pub struct Viewer {
    /// How the scene is shown.
    pub look: Look,
    /// From where it is seen.
    pub navigator: Navigator,
    /// Where the lidar is, in `world`: distances are from there, and the axes are drawn there.
    pub device: Vec3,
    /// Which points are drawn, by their places; `None` draws all. Levels of detail are such ranges.
    pub draw_ranges: Option<Vec<Range<usize>>>,
    gl: WebGl2RenderingContext,
    canvas: HtmlCanvasElement,
    layers: Layers,
    cloud: Cloud,
    chunks: Chunks,
    cuboids: Vec<DrawnCuboid>,
    lines: Vec<Line>,
    /// CSS pixels, and device pixels of one.
    size: [f64; 2],
    ratio: f64,
    /// Counts the clouds, and the changes of cuboids and lines.
    cloud_version: u64,
    overlay_version: u64,
    histogram: Option<(HistogramKey, Option<Histogram>)>,
    shown: Option<Scene>,
    progress: Option<Progress>,
    pace: Pace,
}

type HistogramKey = (Coloring, u64, Vec3);

impl Viewer {
    /// On the canvas of a WebGL2 context; ask for one with `antialias: false` and `alpha: false`, since
    /// the viewer smooths its own lines.
    pub fn new(gl: WebGl2RenderingContext) -> Result<Self, ViewerError> {
        let canvas = gl
            .canvas()
            .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok())
            .ok_or(ViewerError::NoCanvas)?;
        Ok(Self {
            look: Look::default(),
            navigator: Navigator {
                pose: CameraPose::at(Vec3::new(0.0, 0.0, 0.0), 40.0),
            },
            device: Vec3::new(0.0, 0.0, 0.0),
            draw_ranges: None,
            layers: Layers::new(&gl)?,
            gl,
            canvas,
            cloud: Cloud::default(),
            chunks: Chunks::default(),
            cuboids: Vec::new(),
            lines: Vec::new(),
            size: [1.0, 1.0],
            ratio: 1.0,
            cloud_version: 0,
            overlay_version: 0,
            histogram: None,
            shown: None,
            progress: None,
            pace: Pace::default(),
        })
    }

    /// Shows another frame's points. They are kept, for picking and for other colourings; the
    /// graphics card gets each column when it is first shown.
    pub fn set_cloud(&mut self, cloud: Cloud) -> Result<(), ViewerError> {
        cloud.check()?;
        self.chunks = Chunks::of(&cloud);
        self.cloud = cloud;
        self.cloud_version += 1;
        self.layers.points.forget_cloud();
        self.draw_ranges = None;
        Ok(())
    }

    /// The points that are shown.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Shows these cuboids instead of those before.
    pub fn set_cuboids(&mut self, cuboids: Vec<DrawnCuboid>) {
        if self.cuboids != cuboids {
            self.cuboids = cuboids;
            self.overlay_version += 1;
        }
    }

    /// The cuboids that are shown.
    pub fn cuboids(&self) -> &[DrawnCuboid] {
        &self.cuboids
    }

    /// Shows these lines instead of those before: frusta, paths, measurements.
    pub fn set_lines(&mut self, lines: Vec<Line>) {
        if self.lines != lines {
            self.lines = lines;
            self.overlay_version += 1;
        }
    }

    /// Makes the canvas fit its place on the page: CSS pixels, and device pixels of one.
    pub fn resize(&mut self, width: f64, height: f64, device_pixel_ratio: f64) {
        self.size = [width.max(1.0), height.max(1.0)];
        self.ratio = device_pixel_ratio.clamp(0.25, 8.0);
        let [wide, high] = self.pixels();
        // Setting either empties the canvas, even to what it was.
        if self.canvas.width() != wide || self.canvas.height() != high {
            self.canvas.set_width(wide);
            self.canvas.set_height(high);
            self.shown = None;
        }
    }

    /// The canvas' size in device pixels.
    fn pixels(&self) -> [u32; 2] {
        self.size
            .map(|length| (length * self.ratio).round().max(1.0) as u32)
    }

    /// What the canvas shows, for placing labels and following the pointer.
    pub fn view(&self) -> View {
        self.navigator.view(self.size[0], self.size[1])
    }

    /// Around all but stray points, in `world`.
    pub fn bounds(&self) -> Option<Bounds> {
        self.cloud.robust_bounds()
    }

    /// How the quantity that colours show is spread; `None` if they show none.
    pub fn histogram(&mut self) -> Option<&Histogram> {
        let key = (self.look.coloring, self.cloud_version, self.device);
        if self.histogram.as_ref().is_none_or(|(held, _)| *held != key) {
            let histogram = self.look.coloring.histogram(&self.cloud, self.device);
            self.histogram = Some((key, histogram));
        }
        self.histogram.as_ref()?.1.as_ref()
    }

    /// The quantity's values at both ends of the colour map: those of the look, or of the histogram.
    pub fn range(&mut self) -> [f32; 2] {
        if let Some(range) = self.look.range {
            return range;
        }
        self.histogram()
            .map_or([0.0, 1.0], |histogram| histogram.range)
    }

    /// The place of the nearest cuboid at a pixel (`view_px`) in [`Viewer::cuboids`].
    pub fn pick_cuboid(&self, pixel: [f64; 2]) -> Option<usize> {
        if !self.look.show_cuboids {
            return None;
        }
        let ray = self.view().ray(pixel);
        let hits = self.cuboids.iter().enumerate();
        hits.filter_map(|(place, cuboid)| Some((ray.meets(&cuboid.shape)?, place)))
            // The cuboid that the camera is in is everywhere: any other goes before it.
            .min_by(|(one, _), (other, _)| {
                let within = |distance: &f64| *distance <= 0.0;
                (within(one).cmp(&within(other))).then(one.total_cmp(other))
            })
            .map(|(_, place)| place)
    }

    /// Where labels of cuboids go: the place of each on the canvas in [`Viewer::cuboids`] and its
    /// `view_px`, the farthest first, so that nearer ones lie over it.
    pub fn label_anchors(&self) -> Vec<(usize, [f64; 2])> {
        if !self.look.show_cuboids {
            return Vec::new();
        }
        let view = self.view();
        let position = view.pose.position();
        let mut anchors: Vec<(f64, usize, [f64; 2])> = self
            .cuboids
            .iter()
            .enumerate()
            .filter_map(|(place, cuboid)| {
                let anchor = cuboid.shape.label_anchor();
                let pixel = view.project(anchor)?;
                let is_on =
                    (0.0..view.width).contains(&pixel[0]) && (0.0..view.height).contains(&pixel[1]);
                is_on.then(|| (anchor.distance2(position), place, pixel))
            })
            .collect();
        anchors.sort_by(|(one, ..), (other, ..)| other.total_cmp(one));
        anchors
            .into_iter()
            .map(|(_, place, pixel)| (place, pixel))
            .collect()
    }

    /// The point at a pixel (`view_px`), or up to 6 CSS pixels beside.
    pub fn pick_point(&self, pixel: [f64; 2]) -> Option<PickedPoint> {
        let ground = self.cloud.ground.as_deref();
        let ground = ground.filter(|_| !self.look.show_ground);
        let class = self.cloud.class.as_deref();
        let class = class.filter(|_| self.look.coloring == Coloring::Class);
        let shown = |point: usize| {
            let is_hidden_ground = ground.is_some_and(|ground| ground[point] != 0);
            let color = class.and_then(|class| self.look.palette.get(usize::from(class[point])));
            !is_hidden_ground && color.is_none_or(|color| color[3] != 0)
        };
        self.cloud
            .pick(&self.chunks, &self.view(), pixel, 6.0, shown)
    }

    /// Whether [`Viewer::render`] has something to do.
    pub fn needs_redraw(&self) -> bool {
        self.shown.as_ref() != Some(&self.scene())
            || self
                .progress
                .as_ref()
                .is_none_or(|progress| !progress.is_whole())
    }

    /// Whether the browser took the graphics card away.
    pub fn is_lost(&self) -> bool {
        self.gl.is_context_lost()
    }

    /// Puts everything on the graphics card again, after `webglcontextrestored`.
    pub fn restore(&mut self) -> Result<(), ViewerError> {
        self.layers = Layers::new(&self.gl)?;
        self.shown = None;
        self.progress = None;
        Ok(())
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
