//! The viewer for a page that measures how long its frames take: `cargo xtask bench --only frames`.
#![cfg(target_arch = "wasm32")]

use std::ops::Range;

use pointcloud::{Levels, Point};
use viewer::levels::{Detail, LevelChunk, wanted};
use viewer::{CameraPose, Channel, Cloud, Coloring, Frame, PointSize, Vec3, Viewer, ViewerError};
use wasm_bindgen::prelude::*;
use web_sys::WebGl2RenderingContext;

/// A viewer on a canvas, and the chunks of its cloud if it is a large one.
#[wasm_bindgen]
pub struct Frames {
    viewer: Viewer,
    chunks: Vec<LevelChunk>,
    ranges: Vec<Range<usize>>,
}

#[wasm_bindgen]
impl Frames {
    /// `size` is that of the canvas; of each point x, y, z and an intensity from 0 to 65,535. A large
    /// cloud is dealt to levels, as the server does.
    #[wasm_bindgen(constructor)]
    pub fn new(
        gl: WebGl2RenderingContext,
        size: &[f64],
        positions: Vec<f32>,
        intensity: Vec<u16>,
    ) -> Result<Self, JsError> {
        let mut viewer = Viewer::new(gl).map_err(told)?;
        viewer.resize(size[0], size[1], 1.0);
        viewer.look.coloring = Coloring::Intensity;
        let mut frames = Self {
            viewer,
            chunks: Vec::new(),
            ranges: Vec::new(),
        };
        let cloud = if intensity.len() > Levels::WORTH {
            frames.deal(&positions, &intensity)
        } else {
            Cloud {
                positions,
                intensity: Some(Channel::shares(intensity)),
                ..Cloud::default()
            }
        };
        frames.viewer.set_cloud(cloud).map_err(told)?;
        Ok(frames)
    }

    fn deal(&mut self, positions: &[f32], intensity: &[u16]) -> Cloud {
        let mut read = pointcloud::Cloud::with_capacity(intensity.len());
        for (position, intensity) in positions.as_chunks::<3>().0.iter().zip(intensity) {
            read.push(Point {
                position: position.map(f64::from),
                intensity: Some(f32::from(*intensity)),
                ..Point::default()
            });
        }
        let levels = Levels::of(&read);
        drop(read);
        for chunk in levels.chunks() {
            let parent = chunk.parent.map(|parent| parent as usize);
            let points = chunk.points.start as usize..chunk.points.end as usize;
            let cube = (chunk.min, chunk.side);
            self.chunks
                .push(LevelChunk::new(parent, points.len(), cube, chunk.spacing));
            self.ranges.push(points);
        }
        let dealt = levels.cloud();
        let positions = dealt.positions().iter().flatten();
        let intensity = dealt.intensity().unwrap_or_default().iter();
        Cloud {
            positions: positions.map(|at| *at as f32).collect(),
            intensity: Some(Channel::shares(
                intensity.map(|share| *share as u16).collect(),
            )),
            ..Cloud::default()
        }
    }

    /// As the page draws: lighting, round points by distance; or all points alike.
    pub fn set_look(&mut self, lighting: bool, grid: bool, pixels: f32) {
        let look = &mut self.viewer.look;
        look.eye_dome_lighting = lighting;
        look.round_points = lighting;
        look.grid = grid.then_some(0.0);
        look.show_axes = grid;
        look.point_size = if pixels > 0.0 {
            PointSize::Fixed(pixels)
        } else {
            viewer::Look::default().point_size
        };
    }

    /// Sees from `distance` metres to the middle of the scene.
    pub fn look_at(&mut self, x: f64, y: f64, z: f64, distance: f64, yaw: f64) {
        self.viewer.navigator.pose = CameraPose {
            yaw,
            ..CameraPose::at(Vec3::new(x, y, z), distance)
        };
    }

    /// Draws once; how many points the view is to show. `all` draws them without levels.
    pub fn render(&mut self, now: f64, moving: bool, all: bool) -> Result<f64, JsError> {
        let mut points = self.viewer.cloud().len();
        if all {
            self.viewer.draw_ranges = None;
        } else if !self.chunks.is_empty() {
            let detail = if moving {
                Detail::moving(self.viewer.moving_points())
            } else {
                Detail::RESTING
            };
            let found = wanted(&self.chunks, &self.viewer.view(), detail);
            let mut ranges: Vec<_> = found
                .iter()
                .map(|place| self.ranges[*place].clone())
                .collect();
            ranges.sort_by_key(|range| range.start);
            points = ranges.iter().map(ExactSizeIterator::len).sum();
            self.viewer.draw_ranges = Some(ranges);
        }
        self.viewer.render(now).map_err(told)?;
        Ok(points as f64)
    }

    /// Draws until all is there; the number of frames it took.
    pub fn settle(&mut self) -> Result<u32, JsError> {
        for frame in 0..1000 {
            if self.viewer.render(f64::from(frame) * 16.0).map_err(told)? == Frame::Unchanged {
                return Ok(frame);
            }
        }
        Err(JsError::new("the view does not settle"))
    }
}

fn told(error: ViewerError) -> JsError {
    JsError::new(&error.to_string())
}
