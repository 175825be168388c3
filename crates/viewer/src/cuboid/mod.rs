//! Cuboids: their corners and edges in the world, and how a photo shows them.

mod crop;
mod outline;
mod shape;

pub use outline::{Outline, outline};
pub use shape::{CuboidShape, DrawnCuboid, EDGES, Emphasis};
