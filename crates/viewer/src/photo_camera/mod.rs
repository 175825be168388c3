//! Where a photo's camera sees a place of the world.

mod camera;
mod distortion;
mod paint;

pub use camera::PhotoCamera;
pub use distortion::Distortion;
pub use paint::Photo;
