//! How much of a file is read.

/// What a reader refuses to go beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Points of one frame, those without a position included. A point takes up to 60 bytes of
    /// memory while it is read.
    pub points: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { points: 50_000_000 }
    }
}
