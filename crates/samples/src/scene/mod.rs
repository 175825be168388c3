//! Streets in three dimensions. Because we build them, every annotation drawn from them is exact.

mod buildings;
mod camera;
mod furniture;
mod highway;
mod light;
mod parking_lot;
mod people;
mod recipe;
mod road;
mod solid;
mod street;
mod thing;
mod traffic;
mod vector;
mod vehicle;
mod vehicle_shape;
mod world;

pub use camera::Camera;
pub use light::Light;
pub use recipe::{Daytime, Place, Recipe, Weather};
pub use road::{DASH, Ground, LineKind};
pub use solid::{Circle, Facade, Surface, Triangle};
pub use thing::{Class, Cuboid, Thing};
pub use vector::{Rgb, V3, add, blend, scale, srgb, times, v3};
pub use world::{Picture, Scene};
