//! Columns whose numbers lie in memory, each with one for every point.

use std::rc::Rc;

use super::builder::{Builder, Row};
use super::column::{Endian, Number, Scalar};
use super::error::CloudError;
use super::roles::Role;

/// One column.
#[derive(Debug, Clone)]
pub(super) struct Values {
    pub(super) bytes: Rc<Vec<u8>>,
    pub(super) number: Number,
    pub(super) endian: Endian,
    /// Where the first number is, in bytes.
    pub(super) first: usize,
    /// From one number to the next, in bytes.
    pub(super) step: usize,
    /// Of an array of rows × columns that is stored column by column: how many rows and columns.
    pub(super) turned: Option<[usize; 2]>,
}

impl Values {
    /// The number of a point. The caller has checked that there are so many bytes.
    fn get(&self, point: usize, role: Role) -> Scalar {
        let place = match self.turned {
            Some([rows, columns]) => point / columns + rows * (point % columns),
            None => point,
        };
        // A color dressed up as a float may be a NaN, whose bits no conversion keeps.
        let number = match (role, self.number) {
            (Role::PackedColor, Number::F32) => Number::U32,
            (_, number) => number,
        };
        number.read(&self.bytes[self.first + place * self.step..], self.endian)
    }

    pub(super) fn float(&self, point: usize) -> f64 {
        self.get(point, Role::X).float()
    }
}

/// Gives the points of some columns to a builder.
pub(super) fn push_all(
    builder: &mut Builder,
    points: usize,
    columns: &[(Role, Values)],
) -> Result<(), CloudError> {
    for point in 0..points {
        let mut row = Row::default();
        for (role, values) in columns {
            row.set(*role, values.get(point, *role));
        }
        builder.push(row)?;
    }
    Ok(())
}
