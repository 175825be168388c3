//! Reads lidar frames, and writes and reads the compact tiles that the browser gets.
//!
//! Everything becomes a [`Cloud`]: positions in world metres, with whatever else the file tells of
//! each point. A [`tile`] is a cloud in a few bytes a point, which the browser draws as it comes.
//! Without the feature `read` only these two remain, also as wasm.

mod cloud;
mod cuboid;
mod levels;
#[cfg(feature = "read")]
mod read;
pub mod tile;

pub use cloud::{Bounds, Cloud, Point};
pub use cuboid::points_in_cuboid;
pub use levels::{Chunk, Levels};
#[cfg(feature = "read")]
pub use read::{CloudError, Format, Hints, Limits, Reading, fuzz_one, read, read_as};
