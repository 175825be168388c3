//! One frame as Scale's lidar tasks attach it in protobuf; a point at a time.
//!
//! The numbers of fields are those of `lidar_frame_1.proto` in Scale's package `scale-lidar-io`.

mod frame;
mod wire;

pub(super) use frame::read;
