//! What a lidar frame tells beside its points.

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// Where the device was, and what the cameras and radars saw. JSON has the names of Scale's lidar
/// frames, both ways.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct FrameInfo {
    /// `world`, metres.
    pub device_position: Option<Xyz>,
    /// From the device's frame to `world`.
    pub device_heading: Option<Quaternion>,
    /// By the clock of the task, as it was written: seconds or nanoseconds.
    pub timestamp: Option<Number>,
    pub images: Vec<FrameImage>,
    pub radar_points: Vec<RadarPoint>,
}

/// A photo of the frame and the calibration of its camera, whose axes are x right, y down,
/// z forward.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct FrameImage {
    pub image_url: String,
    /// As it was written; see [`super::CameraModel`].
    pub camera_model: Option<String>,
    /// The number by which cuboids name the camera.
    pub camera_index: Option<i64>,
    /// `world`, metres.
    pub position: Option<Xyz>,
    /// From `camera` to `world`.
    pub heading: Option<Quaternion>,
    /// Focal lengths and principal point in `image_px` of the photo as it was calibrated.
    pub fx: Option<f64>,
    pub fy: Option<f64>,
    pub cx: Option<f64>,
    pub cy: Option<f64>,
    pub skew: Option<f64>,
    /// Radial distortion.
    pub k1: Option<f64>,
    pub k2: Option<f64>,
    pub k3: Option<f64>,
    pub k4: Option<f64>,
    pub k5: Option<f64>,
    pub k6: Option<f64>,
    /// Tangential distortion.
    pub p1: Option<f64>,
    pub p2: Option<f64>,
    /// Thin prism distortion.
    pub s1: Option<f64>,
    pub s2: Option<f64>,
    pub s3: Option<f64>,
    pub s4: Option<f64>,
    /// The mirror of omnidirectional cameras.
    pub xi: Option<f64>,
    /// How many times smaller the photo is than it was calibrated.
    pub scale_factor: Option<f64>,
    pub timestamp: Option<Number>,
    /// Photos of a higher priority are shown first.
    pub priority: Option<f64>,
}

/// What a radar saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RadarPoint {
    /// `world`, metres.
    pub position: Xyz,
    /// Where it moves; `world`, metres a second.
    pub direction: Option<Xyz>,
    pub size: Option<f64>,
}

/// A place or direction in `world`; metres.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Xyz {
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

/// A turn. The identity is w = 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quaternion {
    pub w: f64,
    pub x: f64,
    pub y: f64,
    pub z: f64,
}

impl From<Xyz> for [f64; 3] {
    fn from(Xyz { x, y, z }: Xyz) -> Self {
        [x, y, z]
    }
}
