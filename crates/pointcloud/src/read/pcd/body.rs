//! The points of a PCD file, in its three encodings.

use std::io::BufRead;

use crate::read::builder::{Builder, Found, Row};
use crate::read::column::{Column, Endian};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::hints::Hints;
use crate::read::limits::Limits;
use crate::read::source::Source;

use super::header::{Data, Header};
use super::lzf;

/// Reads a PCD file. Coordinates are taken as they are: `VIEWPOINT` tells where the device was.
pub(in crate::read) fn read(
    source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    let mut source = Source::new(source, Format::Pcd);
    let header = Header::read(&mut source, hints)?;
    let mut builder = Builder::of(Format::Pcd, limits, &header.assigned);
    match header.data {
        Data::Ascii => ascii(&mut source, &header, &mut builder)?,
        Data::Binary => {
            let columns = header.columns();
            let record = header.record() as u64;
            source.records(record, header.points, "POINTS", |record| {
                builder.push(row(&columns, record))
            })?;
        }
        Data::Compressed => compressed(&mut source, &header, &mut builder)?,
    }
    Ok(builder.finish())
}

fn row(columns: &[Column], record: &[u8]) -> Row {
    let mut row = Row::default();
    for column in columns {
        row.set(column.role, column.read(record, Endian::Little));
    }
    row
}

fn ascii(
    source: &mut Source<impl BufRead>,
    header: &Header,
    builder: &mut Builder,
) -> Result<(), CloudError> {
    let mut found = 0;
    while found < header.points {
        let Some(line) = source.line("POINTS")? else {
            return Err(source.broken(
                "POINTS",
                format!(
                    "tells of {} points and {found} are there; the file is cut short",
                    header.points
                ),
            ));
        };
        let mut words = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .peekable();
        if words.peek().is_none() {
            continue;
        }
        found += 1;
        let mut row = Row::default();
        for (field, role) in header.fields_and_roles() {
            for place in 0..field.count {
                let word = words.next().ok_or_else(|| {
                    source.broken(format!("point {found}"), "has fewer numbers than FIELDS")
                })?;
                let Some(role) = role.filter(|_| place == 0) else {
                    continue;
                };
                let value = field.number.parse(word).ok_or_else(|| {
                    let word = String::from_utf8_lossy(&word[..word.len().min(40)]).into_owned();
                    source.broken(
                        format!("point {found}"),
                        format!("has `{word}` for a number"),
                    )
                })?;
                row.set(role, value);
            }
        }
        builder.push(row)?;
    }
    Ok(())
}

/// Compressed data is sorted by field: all x, then all y, and so on.
fn compressed(
    source: &mut Source<impl BufRead>,
    header: &Header,
    builder: &mut Builder,
) -> Result<(), CloudError> {
    let mut number = || -> Result<u64, CloudError> {
        let mut four = [0; 4];
        source.exact(&mut four, "compressed size")?;
        Ok(u64::from(u32::from_le_bytes(four)))
    };
    let (packed_length, length) = (number()?, number()?);
    let needed = u128::from(header.points) * header.record() as u128;
    if needed != u128::from(length) {
        return Err(source.broken(
            "POINTS",
            format!("needs {needed} bytes; the compressed data says that it is {length}"),
        ));
    }
    let packed = source.bytes(packed_length, "compressed data")?;
    let bytes = lzf::decompress(&packed, length as usize)
        .map_err(|problem| source.broken("compressed data", problem))?;
    drop(packed);

    let points = header.points as usize;
    let mut columns = Vec::new();
    let mut from = 0;
    for (field, role) in header.fields_and_roles() {
        if let Some(role) = role {
            let column = Column {
                role,
                number: field.number,
                at: 0,
            };
            columns.push((column, &bytes[from..], field.size()));
        }
        from += field.size() * points;
    }
    for place in 0..points {
        let mut row = Row::default();
        for (column, plane, stride) in &columns {
            let value = column.read(&plane[place * stride..], Endian::Little);
            row.set(column.role, value);
        }
        builder.push(row)?;
    }
    Ok(())
}
