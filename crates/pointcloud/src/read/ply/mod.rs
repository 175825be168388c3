//! PLY, the polygon format of Stanford's scanners: the points of its element `vertex`.
//!
//! <https://paulbourke.net/dataformats/ply/>

mod body;
mod header;

pub(super) use body::read;
