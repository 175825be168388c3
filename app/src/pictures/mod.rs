//! The pictures of tasks, on the server: photos by size, drawings of their annotations, and points.

mod cloud;
mod drawing;
mod error;
mod stored;

pub use cloud::{StoredCloud, cloud, fitted, points_inside};
pub use drawing::{Drawing, DrawingOptions, MaskDetail, drawing, drawing_of};
pub use error::PictureError;
pub use stored::{Media, StoredFile, describe, stored};
