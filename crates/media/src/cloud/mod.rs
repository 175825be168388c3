//! What browsers get of lidar frames.

mod clouds;
mod coding;
mod frame;
mod labels;

pub use clouds::Clouds;
pub use coding::Coding;
