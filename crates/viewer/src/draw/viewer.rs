//! The viewer: a scene, a camera, and the canvas that shows both.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, WebGl2RenderingContext};

use super::ViewerError;
use super::cloud_picture::CloudPicture;
use super::gl::is_software;
use super::layers::Layers;
use super::scene::{Progress, Scene};
use crate::cloud::Chunks;
use crate::pace::Pace;
use crate::{
    Bounds, CameraPose, Cloud, Coloring, DrawnCuboid, Histogram, Line, Look, Navigator, Vec3, View,
};

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
    pub(super) layers: Layers,
    pub(super) cloud: Cloud,
    pub(super) chunks: Chunks,
    pub(super) cuboids: Vec<DrawnCuboid>,
    pub(super) lines: Vec<Line>,
    /// CSS pixels, and device pixels of one.
    pub(super) size: [f64; 2],
    pub(super) ratio: f64,
    /// Counts the clouds, and the changes of cuboids and lines.
    pub(super) cloud_version: u64,
    pub(super) overlay_version: u64,
    /// How many points a cloud came with, which come first: an even sample of a large one, of whose
    /// other points only those are here that a view needs.
    sample: usize,
    /// Of the sample.
    histogram: Option<(HistogramKey, Option<Histogram>)>,
    pub(super) shown: Option<Scene>,
    pub(super) progress: Option<Progress>,
    pub(super) pace: Pace,
    pub(super) picture: Option<CloudPicture>,
    /// Whether the canvas shows the points without their picture, since the camera moves.
    pub(super) is_plain: bool,
    /// How many points the last frame drew.
    pub(super) drawn: usize,
}

type HistogramKey = (Coloring, Vec3);

impl Viewer {
    /// On the canvas of a WebGL2 context; ask for one with `antialias: false` and `alpha: false`, since
    /// the viewer smooths its own lines.
    pub fn new(gl: WebGl2RenderingContext) -> Result<Self, ViewerError> {
        let canvas = gl
            .canvas()
            .and_then(|canvas| canvas.dyn_into::<HtmlCanvasElement>().ok())
            .ok_or(ViewerError::NoCanvas)?;
        let mut pace = Pace::default();
        if is_software(&gl) {
            pace.expect_slow();
        }
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
            sample: 0,
            histogram: None,
            shown: None,
            progress: None,
            pace,
            picture: None,
            is_plain: false,
            drawn: 0,
        })
    }

    /// Shows another frame's points. They are kept, for picking and for other colourings; the
    /// graphics card gets each column when it is first shown.
    pub fn set_cloud(&mut self, cloud: Cloud) -> Result<(), ViewerError> {
        cloud.check()?;
        self.chunks = Chunks::of(&cloud);
        self.sample = cloud.len();
        self.cloud = cloud;
        self.cloud_version += 1;
        self.histogram = None;
        self.layers.points.forget_cloud();
        self.draw_ranges = None;
        Ok(())
    }

    /// Gives the points the colours of photos: red, green and blue of each, as `Cloud::painted` makes
    /// them; colours for another number of points are left.
    pub fn paint(&mut self, colors: Vec<u8>) {
        if colors.len() == self.cloud.len() * 3 {
            self.cloud.photo = Some(colors);
            self.cloud_version += 1;
            self.layers.points.forget_column(Coloring::Photos);
        }
    }

    /// Adds points to the cloud, as [`Cloud::append`] does: a part of a large cloud. They are drawn
    /// once [`Viewer::draw_ranges`] has them.
    pub fn add_points(&mut self, part: &Cloud) -> Result<Range<usize>, ViewerError> {
        let added = self.cloud.append(part)?;
        self.chunks.add(&self.cloud, added.clone());
        self.cloud_version += 1;
        Ok(added)
    }

    /// Leaves out all points of the cloud but those of `ranges`, which are in order and then follow
    /// each other. Keep the points that the cloud came with: they are what is told of it.
    pub fn keep_points(&mut self, ranges: &[Range<usize>]) {
        self.cloud.keep(ranges);
        self.chunks = Chunks::default();
        let mut first = 0;
        for range in ranges {
            let points = first..first + range.len();
            first = points.end;
            self.chunks.add(&self.cloud, points);
        }
        self.sample = self.sample.min(first);
        self.cloud_version += 1;
        self.layers.points.forget_cloud();
        self.draw_ranges = None;
    }

    /// How many of the points, the first, the cloud came with.
    pub const fn sample(&self) -> usize {
        self.sample
    }

    /// How many points a moving scene may show.
    pub fn moving_points(&self) -> usize {
        self.pace.budget()
    }

    /// Another number whenever the points or their colours are others.
    pub const fn cloud_version(&self) -> u64 {
        self.cloud_version
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
    pub(super) fn pixels(&self) -> [u32; 2] {
        self.size
            .map(|length| (length * self.ratio).round().max(1.0) as u32)
    }

    /// What the canvas shows, for placing labels and following the pointer.
    pub fn view(&self) -> View {
        let [width, height] = self.size;
        self.navigator
            .view(width, height)
            .with_depth(self.look.side_depth)
    }

    /// Around all but stray points, in `world`.
    pub fn bounds(&self) -> Option<Bounds> {
        self.cloud.robust_bounds()
    }

    /// How the quantity that colours show is spread; `None` if they show none.
    pub fn histogram(&mut self) -> Option<&Histogram> {
        let key = (self.look.coloring, self.device);
        if self.histogram.as_ref().is_none_or(|(held, _)| *held != key) {
            let coloring = self.look.coloring;
            let histogram = coloring.histogram(&self.cloud, self.device, self.sample);
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

    /// Whether the browser took the graphics card away.
    pub fn is_lost(&self) -> bool {
        self.gl.is_context_lost()
    }

    /// Puts everything on the graphics card again, after `webglcontextrestored`.
    pub fn restore(&mut self) -> Result<(), ViewerError> {
        let layers = Layers::new(&self.gl)?;
        // What the old context held is gone with it: deleting it would be an error of the new one.
        std::mem::forget(std::mem::replace(&mut self.layers, layers));
        std::mem::forget(self.picture.take());
        self.shown = None;
        self.progress = None;
        Ok(())
    }
}
