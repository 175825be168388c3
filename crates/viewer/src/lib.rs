//! The point cloud viewer: what it shows, from where, in which colours, and what is under the pointer.
//!
//! Everything but [`draw`] is plain arithmetic that runs anywhere; `draw` puts it on a WebGL2 canvas
//! and exists only in the browser.
//!
//! Frames:
//! - `world`: metres, z up, in 64 bits, as tasks state it;
//! - `cloud`: `world` less the cloud's origin, in 32 bits, as the graphics card has it;
//! - `camera`: metres, x right, y down, z forward, of a camera that took a photo;
//! - `image_px`: pixels of a photo, from its top left corner;
//! - `view_px`: CSS pixels of the viewer's canvas, from its top left corner.

mod bounds;
mod drag;
mod line;
mod look;
mod measure;
#[cfg(any(target_arch = "wasm32", test))]
mod pace;
mod pose;
mod ray;
#[cfg(any(target_arch = "wasm32", test))]
mod strides;

pub mod cloud;
pub mod color;
pub mod cuboid;
#[cfg(target_arch = "wasm32")]
pub mod draw;
pub mod levels;
pub mod navigate;
pub mod photo_camera;

pub use bounds::Bounds;
pub use cloud::{Channel, Cloud, MergedPart};
pub use color::{Coloring, Colormap, Histogram};
pub use cuboid::{CuboidShape, DrawnCuboid, Emphasis};
#[cfg(target_arch = "wasm32")]
pub use draw::{Frame, Pixels, Viewer, ViewerError};
pub use line::{Line, polyline};
pub use look::{Look, PointSize};
pub use measure::{Measure, angle_at};
pub use navigate::{CameraPose, Fly, GridLabel, Navigator, Projection, Side, View};
pub use photo_camera::{Distortion, Photo, PhotoCamera};
pub use pose::Pose;
pub use ray::Ray;

/// A place or a direction in `world` or `camera`, in metres.
pub type Vec3 = cgmath::Vector3<f64>;
