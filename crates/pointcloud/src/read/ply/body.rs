//! The points of a PLY file, in its three encodings.

use std::io::BufRead;

use crate::read::builder::{Builder, Found, Row};
use crate::read::column::{Column, Endian, Number, Scalar};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::hints::Hints;
use crate::read::limits::Limits;
use crate::read::roles::{Assigned, Role, assign};
use crate::read::source::Source;

use super::header::{Element, Encoding, Header, PropertyKind};

/// Reads the element `vertex`. Elements before it are skipped, those behind it never read.
pub(in crate::read) fn read(
    source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    let mut source = Source::new(source, Format::Ply);
    let header = Header::read(&mut source)?;
    for element in &header.elements {
        let wanted = element.name == "vertex";
        let assigned = roles(element, hints);
        let mut builder = Builder::of(Format::Ply, limits, &assigned);
        let keep = if wanted {
            check(&source, &assigned)?;
            Some(&mut builder)
        } else {
            None
        };
        match header.encoding {
            Encoding::Ascii => ascii(&mut source, element, &assigned, keep)?,
            Encoding::Binary(endian) => binary(&mut source, element, (&assigned, endian), keep)?,
        }
        if wanted {
            return Ok(builder.finish());
        }
    }
    Err(source.broken("element vertex", "is missing; give the points in it"))
}

fn check(source: &Source<impl BufRead>, vertex: &Assigned) -> Result<(), CloudError> {
    for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
        if !vertex.roles.contains(&Some(role)) {
            let problem = format!("has no property `{name}`; give x, y and z");
            return Err(source.broken("element vertex", problem));
        }
    }
    Ok(())
}

/// What the properties tell, one each; lists tell nothing.
fn roles(element: &Element, hints: &Hints) -> Assigned {
    assign(element.properties.iter().map(|property| {
        let number = match property.kind {
            PropertyKind::Scalar(number) => Some(number),
            PropertyKind::List { .. } => None,
        };
        (hints.name(&property.name), number)
    }))
}

fn binary(
    source: &mut Source<impl BufRead>,
    element: &Element,
    (assigned, endian): (&Assigned, Endian),
    builder: Option<&mut Builder>,
) -> Result<(), CloudError> {
    let field = format!("element {}", element.name);
    match (element.record(), builder) {
        (Some(record), Some(builder)) => {
            let columns = columns(element, assigned);
            source.records(record, element.count, &field, |record| {
                let mut row = Row::default();
                for column in &columns {
                    row.set(column.role, column.read(record, endian));
                }
                builder.push(row)
            })
        }
        (Some(record), None) => match record.checked_mul(element.count) {
            Some(length) => source.skip(length, &field),
            None => Err(source.broken(field, "is longer than any file")),
        },
        (None, builder) => uneven(source, element, (assigned, endian), builder),
    }
}

fn columns(element: &Element, assigned: &Assigned) -> Vec<Column> {
    let mut at = 0;
    let mut columns = Vec::new();
    for (property, role) in element.properties.iter().zip(&assigned.roles) {
        if let PropertyKind::Scalar(number) = property.kind {
            columns.extend(role.map(|role| Column { role, number, at }));
            at += number.size();
        }
    }
    columns
}

/// Rows that have lists, each as long as it is.
fn uneven(
    source: &mut Source<impl BufRead>,
    element: &Element,
    (assigned, endian): (&Assigned, Endian),
    mut builder: Option<&mut Builder>,
) -> Result<(), CloudError> {
    let field = format!("element {}", element.name);
    let mut eight = [0; 8];
    for _ in 0..element.count {
        let mut row = Row::default();
        for (property, role) in element.properties.iter().zip(&assigned.roles) {
            let mut next = |number: Number, source: &mut Source<_>| {
                source.exact(&mut eight[..number.size()], &field)?;
                Ok::<Scalar, CloudError>(number.read(&eight, endian))
            };
            match property.kind {
                PropertyKind::Scalar(number) => {
                    let value = next(number, source)?;
                    if let Some(role) = role {
                        row.set(*role, value);
                    }
                }
                PropertyKind::List { length, item } => {
                    let length = next(length, source)?;
                    let items = items(source, length, &property.name)?;
                    source.skip(items * item.size() as u64, &field)?;
                }
            }
        }
        if let Some(builder) = builder.as_mut() {
            builder.push(row)?;
        }
    }
    Ok(())
}

fn ascii(
    source: &mut Source<impl BufRead>,
    element: &Element,
    assigned: &Assigned,
    mut builder: Option<&mut Builder>,
) -> Result<(), CloudError> {
    let field = format!("element {}", element.name);
    let mut found = 0;
    // A row without properties has no line.
    while found < element.count && !element.properties.is_empty() {
        let Some(line) = source.line(&field)? else {
            let count = element.count;
            let problem =
                format!("tells of {count} rows and {found} are there; the file is cut short");
            return Err(source.broken(field, problem));
        };
        let mut words = line
            .split(u8::is_ascii_whitespace)
            .filter(|word| !word.is_empty())
            .peekable();
        if words.peek().is_none() {
            continue;
        }
        found += 1;
        let Some(builder) = builder.as_mut() else {
            continue;
        };
        let mut row = Row::default();
        for (property, role) in element.properties.iter().zip(&assigned.roles) {
            let mut next = |number: Number| {
                let word = words.next().unwrap_or_default();
                number.parse(word).ok_or_else(|| {
                    let word = String::from_utf8_lossy(&word[..word.len().min(40)]);
                    let problem = format!("has `{word}` for `{}`; give a number", property.name);
                    source.broken(format!("vertex {found}"), problem)
                })
            };
            match property.kind {
                PropertyKind::Scalar(number) => {
                    let value = next(number)?;
                    if let Some(role) = role {
                        row.set(*role, value);
                    }
                }
                PropertyKind::List { length, item } => {
                    for _ in 0..items(source, next(length)?, &property.name)? {
                        next(item)?;
                    }
                }
            }
        }
        builder.push(row)?;
    }
    Ok(())
}

/// The length of a list. Those of 64 bits do not exist in PLY.
fn items(source: &Source<impl BufRead>, length: Scalar, name: &str) -> Result<u64, CloudError> {
    match length {
        Scalar::Int(items @ 0..=0xffff_ffff) => Ok(items.unsigned_abs()),
        other => {
            let problem = format!("has a list of {} items", other.float());
            Err(source.broken(format!("property {name}"), problem))
        }
    }
}
