//! The rows of an NPY file.

use std::io::BufRead;

use crate::cloud::Cloud;
use crate::read::builder::{Builder, Row};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::limits::Limits;
use crate::read::source::Source;

use super::header::Header;

/// Reads an array of N × 3 to 8 numbers, or of N records with names.
pub(in crate::read) fn read(source: impl BufRead, limits: Limits) -> Result<Cloud, CloudError> {
    let mut source = Source::new(source, Format::Npy);
    let header = Header::read(&mut source)?;
    let mut builder = Builder::new(Format::Npy, limits);
    source.records(header.record as u64, header.points, "shape", |record| {
        let mut row = Row::default();
        for (column, endian) in &header.columns {
            row.set(column.role, column.read(record, *endian));
        }
        builder.push(row)
    })?;
    Ok(builder.finish())
}
