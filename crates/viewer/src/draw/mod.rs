//! The scene on a WebGL2 canvas.
//!
//! A frame is made in layers: the points go into a picture of their own (`cloud_picture`), which
//! keeps between frames, so that many points may come in several goes; `composite` shades that
//! picture by its depth and lays it on the canvas; grid, faces and strokes are drawn over it.
//!
//! What the page does:
//!
//! ```ignore
//! let mut viewer = Viewer::new(context)?; // of `antialias: false, alpha: false`
//! viewer.resize(width, height, device_pixel_ratio); // and in each `ResizeObserver` call
//! viewer.set_cloud(Cloud { origin, positions, intensity: Some(Channel::shares(raw)), ..Cloud::default() })?;
//! viewer.set_cuboids(cuboids);
//! if let Some(bounds) = viewer.bounds() {
//!     viewer.look.grid = Some(bounds.min.z);
//!     viewer.navigator.pose = viewer.view().fit(&bounds);
//! }
//! // A pointer that drags: `viewer.navigator.rotate(dx, dy)` or `pan`; a wheel: `zoom`.
//! // In each animation frame; does nothing if nothing changed:
//! viewer.render(timestamp)?;
//! ```

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
