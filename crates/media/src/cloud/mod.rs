//! What browsers get of lidar frames.

mod clouds;
mod coding;
mod frame;

pub use clouds::Clouds;
pub use coding::Coding;
