//! What is labelled in lidar frames. Coordinates are in `world`: metres, z up.

mod cuboid;
mod frame_cuboids;

pub use cuboid::Cuboid;
pub use frame_cuboids::FrameCuboids;
