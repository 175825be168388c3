//! An array in memory, and the columns that it has.

use std::io::BufRead;
use std::rc::Rc;

use crate::read::column::Number;
use crate::read::error::CloudError;
use crate::read::limits::Limits;
use crate::read::source::Source;
use crate::read::time::Unit;
use crate::read::values::Values;

use super::header::{Header, Items};

/// The most columns of an array of points; more are a matrix.
const MOST_COLUMNS: u64 = 16;
/// Rows that are longer than this many numbers, where there are as few as columns can be, are columns.
const LONG: u64 = 16;

/// How points lie in an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Points × columns.
    Rows { points: u64, columns: u64 },
    /// Rows × columns of points, each with so many numbers.
    Grid {
        rows: u64,
        points: u64,
        columns: u64,
    },
    /// Columns × points.
    Turned { points: u64, columns: u64 },
    /// One number or record for each point.
    Single { points: u64 },
}

/// One number for each point.
pub(in crate::read) struct ArrayColumn {
    /// Empty in an array of plain numbers.
    pub(in crate::read) name: String,
    /// `None` for what is no number.
    pub(in crate::read) values: Option<Values>,
    pub(in crate::read) unit: Option<Unit>,
}

/// An array whose header was read.
pub(in crate::read) struct Array {
    header: Header,
    layout: Layout,
}

impl Array {
    /// Reads the header.
    pub(in crate::read) fn open(source: &mut Source<impl BufRead>) -> Result<Self, CloudError> {
        let header = Header::read(source)?;
        let layout = layout(&header).map_err(|problem| source.broken("shape", problem))?;
        Ok(Self { header, layout })
    }

    pub(in crate::read) fn points(&self) -> u64 {
        match self.layout {
            Layout::Rows { points, .. }
            | Layout::Grid { points, .. }
            | Layout::Turned { points, .. }
            | Layout::Single { points } => points,
        }
    }

    /// How many plain numbers a point has; `None` for records.
    pub(in crate::read) fn width(&self) -> Option<u64> {
        match (&self.header.items, self.layout) {
            (Items::Records(..), _) => None,
            (_, Layout::Single { .. }) => Some(1),
            (
                _,
                Layout::Rows { columns, .. }
                | Layout::Grid { columns, .. }
                | Layout::Turned { columns, .. },
            ) => Some(columns),
        }
    }

    /// What its plain numbers are; `None` for records.
    pub(in crate::read) fn number(&self) -> Option<Number> {
        match &self.header.items {
            Items::Numbers(number, ..) => Some(*number),
            Items::Records(..) => None,
        }
    }

    /// Whether its points stand side by side rather than below each other.
    pub(in crate::read) fn is_turned(&self) -> bool {
        matches!(self.layout, Layout::Turned { .. })
    }

    /// The names of a record's numbers.
    pub(in crate::read) fn names(&self) -> Vec<&str> {
        match &self.header.items {
            Items::Numbers(..) => Vec::new(),
            Items::Records(_, fields) => fields.iter().map(|field| field.name.as_str()).collect(),
        }
    }

    /// Reads all numbers. Memory grows as they come.
    pub(in crate::read) fn columns(
        &self,
        source: &mut Source<impl BufRead>,
        limits: Limits,
    ) -> Result<Vec<ArrayColumn>, CloudError> {
        let size = self.header.size();
        if size == 0 {
            return Err(source.broken("shape", "has records of no bytes"));
        }
        let length = self.header.length().ok_or_else(|| {
            source.broken("shape", "is larger than any file; the file is cut short")
        })?;
        let points = self.points();
        if points > limits.points as u64 {
            // Whether they are there decides which message is right.
            source.skip(length, "shape")?;
            return Err(source.too_many(limits));
        }
        let bytes = Rc::new(source.bytes(length, "shape")?);
        let is_fortran = self.header.is_fortran;
        let values = |number, endian, first, step, turned| Values {
            bytes: Rc::clone(&bytes),
            number,
            endian,
            first,
            step,
            turned,
        };
        let (number, endian, unit) = match &self.header.items {
            Items::Records(size, fields) => {
                let turned = self.turned().filter(|_| is_fortran);
                let fields = fields.iter().map(|field| ArrayColumn {
                    name: field.name.clone(),
                    values: field
                        .kind
                        .map(|(number, endian)| values(number, endian, field.at, *size, turned)),
                    unit: field.unit,
                });
                return Ok(fields.collect());
            }
            Items::Numbers(number, endian, unit) => (*number, *endian, *unit),
        };
        let width = self.width().unwrap_or(1) as usize;
        // Side by side in C's order is below each other in Fortran's.
        let are_planes = is_fortran != self.is_turned();
        let columns = (0..width).map(|column| {
            let values = if are_planes {
                let first = column * points as usize * size;
                values(number, endian, first, size, self.turned())
            } else {
                values(number, endian, column * size, width * size, None)
            };
            ArrayColumn {
                name: String::new(),
                values: Some(values),
                unit,
            }
        });
        Ok(columns.collect())
    }

    /// The rows and columns of points that Fortran's order has the other way around.
    fn turned(&self) -> Option<[usize; 2]> {
        match (self.layout, self.header.shape.as_slice()) {
            (Layout::Grid { rows, points, .. }, _) if rows > 0 => {
                Some([rows as usize, (points / rows) as usize])
            }
            (Layout::Single { .. }, [rows, columns]) => Some([*rows as usize, *columns as usize]),
            _ => None,
        }
    }
}

fn layout(header: &Header) -> Result<Layout, String> {
    let product = |one: u64, other: u64| {
        one.checked_mul(other)
            .ok_or_else(|| "is larger than any file; the file is cut short".to_owned())
    };
    let is_width = |columns: u64| (3..=MOST_COLUMNS).contains(&columns);
    Ok(match (&header.items, header.shape.as_slice()) {
        (_, [points]) | (Items::Numbers(..), [points, 1]) => Layout::Single { points: *points },
        (Items::Records(..), [rows, columns]) => Layout::Single {
            points: product(*rows, *columns)?,
        },
        (Items::Numbers(..), [points, columns]) if is_width(*columns) => Layout::Rows {
            points: *points,
            columns: *columns,
        },
        (Items::Numbers(..), [columns, points]) if is_width(*columns) && *points > LONG => {
            Layout::Turned {
                points: *points,
                columns: *columns,
            }
        }
        (Items::Numbers(..), [rows, along, columns]) if is_width(*columns) => Layout::Grid {
            rows: *rows,
            points: product(*rows, *along)?,
            columns: *columns,
        },
        (_, shape) => {
            return Err(format!(
                "is {shape:?}; give points × 3 to {MOST_COLUMNS} numbers, rows × columns × 3 to \
                 {MOST_COLUMNS}, or records with names"
            ));
        }
    })
}
