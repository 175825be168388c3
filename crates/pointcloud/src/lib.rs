//! Reads lidar frames, and writes and reads the compact tiles that the browser gets.
//!
//! Everything becomes a [`Cloud`]: positions in world metres, with whatever else the file tells of
//! each point. A [`tile`] is a cloud in a few bytes a point, which the browser draws as it comes.
//! Without the feature `read` only these two remain, also as wasm.

mod cloud;
pub mod tile;

pub use cloud::{Bounds, Cloud, Point};
