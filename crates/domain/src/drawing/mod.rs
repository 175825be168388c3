//! Annotations as drawings: the same shapes for the overlay on the photo, the thumbnail, the legend
//! and the pointer. Coordinates are in `image_px`: pixels from the image's top-left corner, x right,
//! y down.

mod hit;
mod legend;
mod outline;
mod shape;
mod svg;

pub use hit::hit;
pub use legend::{LegendEntry, legend};
pub use outline::{area, outline};
pub use shape::{Primitive, Shape, shapes};
pub use svg::{LabelTags, SvgOptions, escape_xml, path_data, svg};
