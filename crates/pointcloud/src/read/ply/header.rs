//! The header of a PLY file: lines of text up to `end_header`.

use std::io::BufRead;

use crate::read::column::{Endian, Number};
use crate::read::error::CloudError;
use crate::read::source::Source;

/// The most lines of a header, comments included.
const MOST_LINES: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Ascii,
    Binary(Endian),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) properties: Vec<Property>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) kind: PropertyKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PropertyKind {
    Scalar(Number),
    /// As many items as a number before them tells.
    List {
        length: Number,
        item: Number,
    },
}

impl Element {
    /// Bytes a row, where all rows have the same.
    pub(super) fn record(&self) -> Option<u64> {
        let size = |property: &Property| match property.kind {
            PropertyKind::Scalar(number) => Some(number.size() as u64),
            PropertyKind::List { .. } => None,
        };
        self.properties.iter().map(size).sum()
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) encoding: Encoding,
    pub(super) elements: Vec<Element>,
}

impl Header {
    pub(super) fn read(source: &mut Source<impl BufRead>) -> Result<Self, CloudError> {
        let mut encoding = None;
        let mut elements: Vec<Element> = Vec::new();
        for place in 0..MOST_LINES {
            let Some(line) = source.line("header")? else {
                return Err(source.broken("end_header", "is missing; the file is cut short"));
            };
            let line = String::from_utf8_lossy(&line);
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            match words.as_slice() {
                ["ply"] if place == 0 => {}
                _ if place == 0 => {
                    return Err(source.broken("header", "does not begin with a line `ply`"));
                }
                ["comment" | "obj_info", ..] | [] => {}
                ["format", name, _version] => {
                    encoding = Some(match *name {
                        "ascii" => Encoding::Ascii,
                        "binary_little_endian" => Encoding::Binary(Endian::Little),
                        "binary_big_endian" => Encoding::Binary(Endian::Big),
                        _ => {
                            return Err(source.broken(
                                "format",
                                format!(
                                    "is {name}; give ascii, binary_little_endian or \
                                     binary_big_endian"
                                ),
                            ));
                        }
                    });
                }
                ["element", name, count] => elements.push(Element {
                    name: (*name).to_owned(),
                    count: count.parse().map_err(|_| {
                        source.broken(
                            format!("element {name}"),
                            format!("has the count {count}; give a whole number"),
                        )
                    })?,
                    properties: Vec::new(),
                }),
                ["property", rest @ ..] => {
                    let property = property(rest).ok_or_else(|| {
                        source.broken(
                            "property",
                            format!("is `{line}`; give a type such as float, or list, and a name"),
                        )
                    })?;
                    let Some(element) = elements.last_mut() else {
                        return Err(source.broken("property", "comes before any element"));
                    };
                    element.properties.push(property);
                }
                ["end_header"] => {
                    let encoding = encoding.ok_or_else(|| {
                        source.broken("format", "is missing; give a line `format ascii 1.0`")
                    })?;
                    return Ok(Self { encoding, elements });
                }
                [other, ..] => {
                    let other: String = other.chars().take(40).collect();
                    return Err(source.broken("header", format!("has a line `{other} …`")));
                }
            }
        }
        Err(source.broken("header", format!("has more than {MOST_LINES} lines")))
    }
}

fn property(words: &[&str]) -> Option<Property> {
    let (kind, name) = match words {
        ["list", length, item, name] => {
            let length = number(length).filter(|length| !length.is_float())?;
            let item = number(item)?;
            (PropertyKind::List { length, item }, name)
        }
        [kind, name] => (PropertyKind::Scalar(number(kind)?), name),
        _ => return None,
    };
    Some(Property {
        name: (*name).to_owned(),
        kind,
    })
}

fn number(name: &str) -> Option<Number> {
    Some(match name {
        "char" | "int8" => Number::I8,
        "uchar" | "uint8" => Number::U8,
        "short" | "int16" => Number::I16,
        "ushort" | "uint16" => Number::U16,
        "int" | "int32" => Number::I32,
        "uint" | "uint32" => Number::U32,
        "float" | "float32" => Number::F32,
        "double" | "float64" => Number::F64,
        _ => return None,
    })
}
