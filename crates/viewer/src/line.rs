//! Straight lines of a scene that are neither points nor cuboids.

use crate::Vec3;

/// A line in `world`, drawn over the cloud.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// Its ends, metres.
    pub from: Vec3,
    /// See `from`.
    pub to: Vec3,
    /// Red, green, blue and opacity.
    pub color: [u8; 4],
    /// CSS pixels.
    pub width: f32,
}

impl Line {
    /// A line of 1.5 CSS pixels.
    pub fn new(from: Vec3, to: Vec3, color: [u8; 4]) -> Self {
        Self {
            from,
            to,
            color,
            width: 1.5,
        }
    }
}

/// The lines from each place to the next, such as the path of a device.
pub fn polyline(places: &[Vec3], color: [u8; 4]) -> Vec<Line> {
    places
        .windows(2)
        .map(|pair| Line::new(pair[0], pair[1], color))
        .collect()
}
