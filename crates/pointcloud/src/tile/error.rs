//! Why bytes are no tile.

use super::layout::VERSION;

/// What is wrong with the bytes of a tile. Offsets are from the start of the tile.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TileError {
    #[error("a tile begins with the bytes `TLPC`; these begin otherwise")]
    NotATile,
    #[error("the tile has version {0}; this reader knows version {VERSION}: load the page again")]
    Version(u16),
    #[error("the tile needs {needed} bytes for its {part} and has {found}; it is cut short")]
    Short {
        part: &'static str,
        needed: u64,
        found: usize,
    },
    #[error("`{field}` of the tile is {value}; it must be {rule}")]
    Header {
        field: &'static str,
        value: f64,
        rule: &'static str,
    },
    #[error("plane {plane} of the tile lies from {from} to {to}, outside its {found} bytes")]
    Outside {
        plane: usize,
        from: u64,
        to: u64,
        found: usize,
    },
    #[error("plane {plane} of the tile, kind {kind}, has the type {number}, which it cannot have")]
    Type {
        plane: usize,
        kind: u16,
        number: u16,
    },
    #[error(
        "plane {plane} of the tile, kind {kind}, has {found} bytes; {points} points need {needed}"
    )]
    Length {
        plane: usize,
        kind: u16,
        found: u32,
        needed: u64,
        points: u32,
    },
    #[error("plane {plane} of the tile, kind {kind}, has a base or step that is no number")]
    Measure { plane: usize, kind: u16 },
    #[error("the tile has two planes of kind {kind}")]
    Twice { kind: u16 },
    #[error("the tile has no plane of kind {kind}, which positions need")]
    Missing { kind: u16 },
}
