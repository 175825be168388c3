//! Where a photo's camera sees a place of the world.

mod camera;
mod distortion;

pub use camera::PhotoCamera;
pub use distortion::Distortion;
