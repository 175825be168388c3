//! The compact form of a cloud that the browser gets.
//!
//! A tile is one run of bytes, all numbers little endian:
//!
//! | at | what |
//! | --- | --- |
//! | 0 | the magic `TLPC` |
//! | 4 | u16, version: 2 |
//! | 6 | u16, how many planes |
//! | 8 | u32, how many points |
//! | 12 | u32, 0 |
//! | 16 | 3 × f64, origin: `world`, metres; the least x, y and z of all points |
//! | 40 | f64, scale: metres a step |
//! | 48 | the directory: 32 bytes a plane |
//! | then | the planes, each at a multiple of 8 |
//!
//! A plane is one attribute of all points, in their order. Its entry in the directory:
//!
//! | at | what |
//! | --- | --- |
//! | 0 | u16, kind, see [`Kind`] |
//! | 2 | u16, type, see [`Type`] |
//! | 4 | u32, offset of the plane from the start of the tile |
//! | 8 | u32, length of the plane in bytes |
//! | 12 | u32, 0 |
//! | 16 | base: f64; for time i64, nanoseconds |
//! | 24 | f64, step |
//!
//! A stored number `n` means `base + step × n`. For positions that is relative to the origin, with
//! base 0 and the scale as step, so that coordinates of any size keep the precision of a step: 1 mm
//! or finer, unless a cloud spans more than 4,294 km. Planes of an unknown kind are skipped; only
//! the three of the positions must be there.

mod decode;
mod encode;
mod error;
mod layout;
mod numbers;

pub use decode::{Measure, Tile};
pub use encode::encode;
pub use error::TileError;
pub use layout::{Kind, Type};
pub use numbers::Numbers;
