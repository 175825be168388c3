//! What is in lidar frames and what is labelled in them. Coordinates are in `world`: metres, z up.

mod camera_model;
mod class_names;
mod cloud_facts;
mod cuboid;
pub mod edit;
mod frame_cuboids;
mod frame_info;
mod left_out;
mod objects;
mod pin;
mod point_labels;

pub use camera_model::CameraModel;
pub use class_names::ClassNames;
pub use cloud_facts::{CloudChunk, CloudFacts, CloudLevels};
pub use cuboid::Cuboid;
pub use frame_cuboids::FrameCuboids;
pub use frame_info::{FrameImage, FrameInfo, Quaternion, RadarPoint, Xyz};
pub use left_out::LeftOut;
pub use objects::LidarObject;
pub use pin::Pin;
pub use point_labels::{PointLabels, PointObject};
