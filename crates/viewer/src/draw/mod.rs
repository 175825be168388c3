//! The scene on a WebGL2 canvas.
//!
//! A frame is made in layers: the points go into a picture of their own (`cloud_picture`), which
//! keeps between frames, so that many points may come in several goes; `composite` shades that
//! picture by its depth and lays it on the canvas; grid, faces and strokes are drawn over it.

mod cloud_picture;
mod composite;
mod cuboids;
mod error;
mod faces;
mod frame;
mod gl;
mod grid;
mod layers;
mod palette;
mod picking;
mod points;
mod scene;
mod strokes;
mod viewer;

pub use error::ViewerError;
pub use frame::{Frame, Pixels};
pub use viewer::Viewer;
