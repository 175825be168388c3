//! The one door through which all decoders are fuzzed.

use std::io::Cursor;

use crate::tile::{Tile, encode};

use super::any::read_as;
use super::format::Format;
use super::limits::Limits;

/// Reads bytes as a format, and a cloud that comes of them as a tile. Nothing may panic, and
/// memory may grow only with the bytes.
///
/// # Panics
/// If the tile of a cloud cannot be read: that is the fault this looks for.
pub fn fuzz_one(format: Format, bytes: &[u8]) {
    let limits = Limits { points: 1_000_000 };
    // As a tile, too: any bytes may come as one.
    let _ = Tile::decode(bytes);
    let Ok(reading) = read_as(format, Cursor::new(bytes), limits) else {
        return;
    };
    let tile = encode(&reading.cloud);
    let tile = Tile::decode(&tile).expect("a written tile can be read");
    assert_eq!(tile.len(), reading.cloud.len());
}
