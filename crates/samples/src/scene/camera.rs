//! Where the picture is taken from, and the way between world and pixels.

use super::vector::{V3, v3};

/// A pinhole camera. Camera axes: x right, y down, z forward; pixels from the top-left corner.
#[derive(Debug, Clone, Copy)]
pub struct Camera {
    /// World, metres.
    pub position: V3,
    pub right: V3,
    pub down: V3,
    pub forward: V3,
    /// Pixels, the same across and down.
    pub focal: f32,
    pub cx: f32,
    pub cy: f32,
    pub width: u32,
    pub height: u32,
}

impl Camera {
    /// `yaw` counter-clockwise from +y, `pitch` up, `field` the horizontal angle of view; radians.
    pub fn new(position: V3, yaw: f32, pitch: f32, field: f32, width: u32, height: u32) -> Self {
        let forward = v3(0.0, pitch.cos(), pitch.sin()).turned(yaw);
        let right = v3(1.0, 0.0, 0.0).turned(yaw);
        Self {
            position,
            right,
            down: forward.cross(right),
            forward,
            focal: width as f32 / 2.0 / (field / 2.0).tan(),
            cx: width as f32 / 2.0,
            cy: height as f32 / 2.0,
            width,
            height,
        }
    }

    /// World to camera, metres.
    pub fn to_camera(self, point: V3) -> V3 {
        let d = point - self.position;
        v3(d.dot(self.right), d.dot(self.down), d.dot(self.forward))
    }

    /// The pixel of a world point, unless it is behind the camera.
    pub fn project(&self, point: V3) -> Option<(f32, f32)> {
        let p = self.to_camera(point);
        (p.z > 0.2).then(|| {
            (
                self.cx + self.focal * p.x / p.z,
                self.cy + self.focal * p.y / p.z,
            )
        })
    }

    /// The world direction through a pixel, long enough that its `forward` part is 1: the point at
    /// depth `d` is `position + ray * d`.
    pub fn ray(&self, x: f32, y: f32) -> V3 {
        self.forward
            + self.right * ((x - self.cx) / self.focal)
            + self.down * ((y - self.cy) / self.focal)
    }

    pub fn contains(&self, (x, y): (f32, f32)) -> bool {
        x >= 0.0 && y >= 0.0 && x <= self.width as f32 && y <= self.height as f32
    }

    /// The camera-to-world rotation as a unit quaternion `[w, x, y, z]`.
    pub fn heading(&self) -> [f64; 4] {
        let column = |v: V3| [f64::from(v.x), f64::from(v.y), f64::from(v.z)];
        let (r, d, f) = (column(self.right), column(self.down), column(self.forward));
        let m = [[r[0], d[0], f[0]], [r[1], d[1], f[1]], [r[2], d[2], f[2]]];
        // Shepperd's method, for any rotation: divide by the largest of the four components.
        let trace = m[0][0] + m[1][1] + m[2][2];
        let squares = [trace, m[0][0], m[1][1], m[2][2]];
        let largest = (0..4)
            .max_by(|&a, &b| squares[a].total_cmp(&squares[b]))
            .unwrap_or(0);
        let q = if largest == 0 {
            [
                1.0 + trace,
                m[2][1] - m[1][2],
                m[0][2] - m[2][0],
                m[1][0] - m[0][1],
            ]
        } else {
            let i = largest - 1;
            let (j, k) = ((i + 1) % 3, (i + 2) % 3);
            let mut q = [0.0; 4];
            q[0] = m[k][j] - m[j][k];
            q[i + 1] = 1.0 + m[i][i] - m[j][j] - m[k][k];
            q[j + 1] = m[j][i] + m[i][j];
            q[k + 1] = m[k][i] + m[i][k];
            q
        };
        let norm = q.iter().map(|c| c * c).sum::<f64>().sqrt();
        q.map(|c| c / norm)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_and_its_ray_lead_back_to_each_other() {
        let camera = Camera::new(v3(1.0, -2.0, 1.6), 0.3, -0.1, 1.2, 1280, 720);
        let point = camera.position + camera.ray(300.0, 500.0) * 17.0;
        let (x, y) = camera.project(point).unwrap();
        assert!((x - 300.0).abs() < 0.01 && (y - 500.0).abs() < 0.01);
    }

    #[test]
    fn the_heading_turns_the_camera_axes_into_the_world() {
        let camera = Camera::new(V3::default(), 0.7, -0.2, 1.0, 100, 100);
        let [w, x, y, z] = camera.heading();
        // Third column of the quaternion's matrix: where the camera's z axis points.
        let forward = [
            2.0 * (x * z + w * y),
            2.0 * (y * z - w * x),
            1.0 - 2.0 * (x * x + y * y),
        ];
        assert!((forward[0] - f64::from(camera.forward.x)).abs() < 1e-5);
        assert!((forward[1] - f64::from(camera.forward.y)).abs() < 1e-5);
        assert!((forward[2] - f64::from(camera.forward.z)).abs() < 1e-5);
    }
}
