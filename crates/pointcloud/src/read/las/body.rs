//! The points of a LAS file, plain or compressed.

use std::io::{BufRead, Seek, SeekFrom};

use domain::lidar::ClassNames;

use crate::read::builder::{Builder, Found};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::limits::Limits;
use crate::read::source::Source;
use crate::read::time::Unit;

use super::chunks;
use super::header::Header;
use super::record::Layout;

/// Reads a LAS, LAZ or COPC file. Coordinates stay in the unit of the file.
pub(in crate::read) fn read(
    mut file: impl BufRead + Seek,
    limits: Limits,
) -> Result<Found, CloudError> {
    let mut source = Source::new(&mut file, Format::Las);
    let header = Header::read(&mut source)?;
    let layout = Layout::new(&header);
    let mut builder = Builder::new(Format::Las, limits);
    builder.times_are(Some(Unit::Seconds), Unit::Seconds);
    builder.classes_are(match header.point_format {
        0..=5 => ClassNames::LasLegacy,
        _ => ClassNames::Las,
    });
    match &header.laz {
        None => {
            let field = "number of point records";
            source.records(u64::from(header.record), header.points, field, |record| {
                builder.push(layout.row(record))
            })?;
        }
        Some(laz) => {
            let end = file.seek(SeekFrom::End(0))?;
            chunks::read(&mut file, end, &header, laz, |record| {
                builder.push(layout.row(record))
            })?;
        }
    }
    Ok(builder.finish())
}
