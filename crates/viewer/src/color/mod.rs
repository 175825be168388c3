//! What colours say: which quantity, by which map, over which range.

mod coloring;
mod colormap;
mod histogram;

pub use coloring::Coloring;
pub use colormap::{Colormap, Ground};
pub use histogram::{BINS, Histogram};
