//! The pictures of tasks, on the server: photos by size, and drawings of their annotations.

mod drawing;
mod error;
mod stored;

pub use drawing::{Drawing, DrawingOptions, MaskDetail, drawing, drawing_of};
pub use error::PictureError;
pub use stored::{Media, StoredFile, describe, stored};
