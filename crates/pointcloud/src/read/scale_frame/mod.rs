//! The JSON of one frame, as Scale's lidar tasks attach it; a point at a time.
//!
//! "Data types and the frame objects" of Scale's documentation of sensor fusion.

mod beside;
mod counted;
mod frame;
mod plain;
mod points;

pub(super) use frame::{MOST_IMAGES, MOST_RADAR_POINTS, read};
