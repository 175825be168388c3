//! From a scene to a photo: which surface each pixel shows, how light falls on it, and the lens.

mod ground_light;
mod lens;
mod noise;
mod photo;
mod raster;
mod shade;
mod surface;

pub use photo::{Photo, take};
pub use raster::{NOTHING, Raster};
