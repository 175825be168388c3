//! Which triangle is in front at each of four samples a pixel.

use crate::scene::{Camera, Scene, Triangle, V3};

/// No triangle here: ground or sky.
pub const NOTHING: u32 = u32::MAX;
/// Nearer than this (metres) is cut off.
const NEAR: f32 = 0.25;

/// Twice as wide and high as the picture.
pub struct Raster {
    pub width: usize,
    pub height: usize,
    /// Index of the triangle in front, or [`NOTHING`].
    pub front: Vec<u32>,
    /// 1 / depth (per metre), 0 where there is nothing.
    inverse_depth: Vec<f32>,
}

impl Raster {
    pub fn of(scene: &Scene) -> Self {
        let (width, height) = (
            scene.camera.width as usize * 2,
            scene.camera.height as usize * 2,
        );
        let mut raster = Self {
            width,
            height,
            front: vec![NOTHING; width * height],
            inverse_depth: vec![0.0; width * height],
        };
        for (index, triangle) in scene.triangles.iter().enumerate() {
            raster.triangle(&scene.camera, triangle, index as u32);
        }
        raster
    }

    /// Triangle and depth (metres) at a place of the picture, if there is something.
    pub fn depth_at(&self, x: f32, y: f32) -> Option<(u32, f32)> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, row) = ((x * 2.0) as usize, (y * 2.0) as usize);
        if column >= self.width || row >= self.height {
            return None;
        }
        let sample = row * self.width + column;
        let front = self.front[sample];
        (front != NOTHING).then(|| (front, 1.0 / self.inverse_depth[sample]))
    }

    /// 1 / depth (per metre) at a sample.
    pub fn inverse_depth(&self, x: usize, y: usize) -> f32 {
        self.inverse_depth[y * self.width + x]
    }

    fn triangle(&mut self, camera: &Camera, triangle: &Triangle, index: u32) {
        let points = triangle.corners.map(|corner| camera.to_camera(corner));
        if points.iter().all(|p| p.z >= NEAR) {
            self.fill(camera, points, index);
            return;
        }
        // Cut at the near plane: a triangle leaves three or four corners.
        let mut kept: Vec<V3> = Vec::with_capacity(4);
        for i in 0..3 {
            let (a, b) = (points[i], points[(i + 1) % 3]);
            if a.z >= NEAR {
                kept.push(a);
            }
            if (a.z >= NEAR) != (b.z >= NEAR) {
                kept.push(a.lerp(b, (NEAR - a.z) / (b.z - a.z)));
            }
        }
        for i in 2..kept.len() {
            self.fill(camera, [kept[0], kept[i - 1], kept[i]], index);
        }
    }

    fn fill(&mut self, camera: &Camera, points: [V3; 3], index: u32) {
        // Screen x and y in samples, and 1 / depth, which is linear over the screen.
        let screen = points.map(|p| {
            let inverse = 1.0 / p.z;
            [
                (camera.cx + camera.focal * p.x * inverse) * 2.0,
                (camera.cy + camera.focal * p.y * inverse) * 2.0,
                inverse,
            ]
        });
        let [a, b, c] = screen;
        let area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        if area.abs() < 1e-4 {
            return;
        }
        let low = |i: usize| a[i].min(b[i]).min(c[i]);
        let high = |i: usize| a[i].max(b[i]).max(c[i]);
        if high(0) < 0.0
            || low(0) > self.width as f32
            || high(1) < 0.0
            || low(1) > self.height as f32
        {
            return;
        }
        let slope_x = ((b[2] - a[2]) * (c[1] - a[1]) - (c[2] - a[2]) * (b[1] - a[1])) / area;
        let slope_y = ((c[2] - a[2]) * (b[0] - a[0]) - (b[2] - a[2]) * (c[0] - a[0])) / area;
        let first = (low(1) - 0.5).ceil().max(0.0) as usize;
        let last = (high(1) - 0.5).floor().min(self.height as f32 - 1.0);
        if last < 0.0 {
            return;
        }
        for y in first..=last as usize {
            let sample_y = y as f32 + 0.5;
            let (mut from, mut to) = (f32::INFINITY, f32::NEG_INFINITY);
            for (p, q) in [(a, b), (b, c), (c, a)] {
                if (p[1] <= sample_y) != (q[1] <= sample_y) {
                    let x = p[0] + (sample_y - p[1]) / (q[1] - p[1]) * (q[0] - p[0]);
                    from = from.min(x);
                    to = to.max(x);
                }
            }
            let start = (from - 0.5).ceil().max(0.0) as usize;
            let end = ((to - 0.5).ceil().max(0.0) as usize).min(self.width);
            if start >= end {
                continue;
            }
            let mut inverse =
                a[2] + (start as f32 + 0.5 - a[0]) * slope_x + (sample_y - a[1]) * slope_y;
            let row = y * self.width;
            let depths = &mut self.inverse_depth[row + start..row + end];
            let fronts = &mut self.front[row + start..row + end];
            for (depth, front) in depths.iter_mut().zip(fronts) {
                if inverse > *depth {
                    *depth = inverse;
                    *front = index;
                }
                inverse += slope_x;
            }
        }
    }
}
