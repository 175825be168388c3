//! One point of a LAS file.

use crate::cloud::Point;
use crate::read::builder::Row;
use crate::read::column::Scalar;

use super::header::{Header, f64_at, u16_at, u32_at};

/// Where a point format keeps what only some have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    scale: [f64; 3],
    offset: [f64; 3],
    /// The class has a byte of its own from format 6 on; before, 5 bits of one.
    classification_at: usize,
    classification_bits: u8,
    time_at: Option<usize>,
    color_at: Option<usize>,
}

impl Layout {
    pub(super) fn new(header: &Header) -> Self {
        let (time_at, color_at) = match header.point_format {
            0 => (None, None),
            1 | 4 => (Some(20), None),
            2 => (None, Some(20)),
            3 | 5 => (Some(20), Some(28)),
            7 | 8 | 10 => (Some(22), Some(30)),
            _ => (Some(22), None),
        };
        let (classification_at, classification_bits) = match header.point_format {
            0..=5 => (15, 0x1f),
            _ => (16, 0xff),
        };
        Self {
            scale: header.scale,
            offset: header.offset,
            classification_at,
            classification_bits,
            time_at,
            color_at,
        }
    }

    /// Reads a record, which is as long as its format asks for.
    pub(super) fn row(&self, record: &[u8]) -> Row {
        let position = std::array::from_fn(|axis| {
            let steps = u32_at(record, axis * 4) as i32;
            f64::from(steps) * self.scale[axis] + self.offset[axis]
        });
        Row {
            point: Point {
                position,
                intensity: Some(f32::from(u16_at(record, 12))),
                classification: Some(
                    (record[self.classification_at] & self.classification_bits).into(),
                ),
                ..Point::default()
            },
            time: self.time_at.map(|at| Scalar::Float(f64_at(record, at))),
            wide_color: self.color_at.map(|at| {
                [0, 2, 4].map(|channel| Scalar::Int(i64::from(u16_at(record, at + channel))))
            }),
            ..Row::default()
        }
    }
}
