//! The header of an NPY file: a Python dictionary in a few lines of text.

use std::io::BufRead;

use crate::read::column::{Column, Endian, Number, Role};
use crate::read::error::CloudError;
use crate::read::source::Source;

/// The longest header; NumPy itself refuses to trust more than 10,000 characters.
const LONGEST: u32 = 64 * 1024;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) points: u64,
    /// Bytes a point.
    pub(super) record: usize,
    pub(super) columns: Vec<(Column, Endian)>,
}

/// A value of the dictionary.
#[derive(Debug, PartialEq, Eq)]
enum Value {
    Text(String),
    Number(u64),
    Word(String),
    /// A list or tuple.
    List(Vec<Self>),
}

impl Header {
    pub(super) fn read(source: &mut Source<impl BufRead>) -> Result<Self, CloudError> {
        let mut start = [0; 8];
        source.exact(&mut start, "header")?;
        if &start[..6] != b"\x93NUMPY" {
            return Err(source.broken("header", "does not begin with `\\x93NUMPY`"));
        }
        // Version 1 has a length of 16 bits, later ones of 32.
        let mut length = [0; 4];
        let width = if start[6] == 1 { 2 } else { 4 };
        source.exact(&mut length[..width], "header")?;
        let length = u32::from_le_bytes(length);
        if length > LONGEST {
            return Err(source.broken("header", format!("has {length} bytes; {LONGEST} can be")));
        }
        let text = source.bytes(u64::from(length), "header")?;
        let entries = dictionary(&text)
            .ok_or_else(|| source.broken("header", "is no dictionary that NumPy writes"))?;
        let entry = |name: &str| {
            let (_, value) = entries
                .iter()
                .find(|(given, _)| given == name)
                .ok_or_else(|| source.broken(name, "is missing"))?;
            Ok::<&Value, CloudError>(value)
        };
        if entry("fortran_order")? == &Value::Word("True".to_owned()) {
            return Err(source.broken(
                "fortran_order",
                "is True; save `numpy.ascontiguousarray(points)`",
            ));
        }
        let Value::List(shape) = entry("shape")? else {
            return Err(source.broken("shape", "is no tuple"));
        };
        match (entry("descr")?, shape.as_slice()) {
            (Value::Text(descr), [Value::Number(points), Value::Number(columns)]) => {
                plain(*points, *columns, descr)
            }
            (Value::List(fields), [Value::Number(points)]) => records(*points, fields),
            _ => Err("is not N × 3 to 8 numbers, nor N records with names".to_owned()),
        }
        .map_err(|problem| source.broken("shape", problem))
    }
}

/// N rows of 3 to 8 numbers: x, y, z; 4 add the intensity, 5 also the ring; from 6 on x, y, z are
/// followed by red, green, blue, then by a class. So the data sets do that keep such arrays.
fn plain(points: u64, columns: u64, descr: &str) -> Result<Header, String> {
    let names: &[Role] = match columns {
        3 => &[],
        4 => &[Role::Intensity],
        5 => &[Role::Intensity, Role::Ring],
        6 => &[Role::Red, Role::Green, Role::Blue],
        7 | 8 => &[Role::Red, Role::Green, Role::Blue, Role::Classification],
        _ => return Err(format!("has {columns} columns; give 3 to 8: x, y, z first")),
    };
    let (number, endian) = number(descr).ok_or_else(|| unknown(descr))?;
    let roles = [Role::X, Role::Y, Role::Z]
        .into_iter()
        .chain(names.iter().copied());
    let columns_read = roles.enumerate().map(|(place, role)| {
        let at = place * number.size();
        (Column { role, number, at }, endian)
    });
    Ok(Header {
        points,
        record: number.size() * columns as usize,
        columns: columns_read.collect(),
    })
}

/// N records, whose fields are named as in PCD.
fn records(points: u64, fields: &[Value]) -> Result<Header, String> {
    let mut record = 0;
    let mut columns = Vec::new();
    for field in fields {
        let (name, descr) = match field {
            Value::List(parts) => match parts.as_slice() {
                [Value::Text(name), Value::Text(descr)] => (name, descr),
                _ => return Err("has fields that are arrays; give plain numbers".to_owned()),
            },
            _ => return Err("has fields without names".to_owned()),
        };
        // Padding is `('', '|V4')`.
        if let Some(padding) = descr.strip_prefix("|V") {
            let padding: usize = padding.parse().map_err(|_| unknown(descr))?;
            record += padding.min(1 << 20);
            continue;
        }
        let (number, endian) = number(descr).ok_or_else(|| unknown(descr))?;
        if let Some(role) = Role::of(name) {
            let at = record;
            columns.push((Column { role, number, at }, endian));
        }
        record += number.size();
    }
    for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
        if !columns.iter().any(|(column, _)| column.role == role) {
            return Err(format!("has no field `{name}`; give x, y and z"));
        }
    }
    Ok(Header {
        points,
        record,
        columns,
    })
}

fn unknown(descr: &str) -> String {
    format!("is of `{descr}`; give floats or integers of 1 to 8 bytes, such as <f4")
}

fn number(descr: &str) -> Option<(Number, Endian)> {
    let (order, kind) = descr.split_at_checked(1)?;
    let endian = match order {
        "<" | "|" => Endian::Little,
        ">" => Endian::Big,
        _ => return None,
    };
    let number = match kind {
        "i1" => Number::I8,
        "u1" | "b1" => Number::U8,
        "i2" => Number::I16,
        "u2" => Number::U16,
        "i4" => Number::I32,
        "u4" => Number::U32,
        "i8" => Number::I64,
        "u8" => Number::U64,
        "f4" => Number::F32,
        "f8" => Number::F64,
        _ => return None,
    };
    Some((number, endian))
}

/// `{'descr': '<f4', 'fortran_order': False, 'shape': (17238, 4), }`
fn dictionary(text: &[u8]) -> Option<Vec<(String, Value)>> {
    let mut rest = text.trim_ascii().strip_prefix(b"{")?;
    let mut entries = Vec::new();
    loop {
        rest = rest.trim_ascii_start();
        if rest.strip_prefix(b"}").is_some() {
            return Some(entries);
        }
        let (Value::Text(name), after) = value(rest, 0)? else {
            return None;
        };
        let (value, after) = value(after.trim_ascii_start().strip_prefix(b":")?, 0)?;
        entries.push((name, value));
        rest = after.trim_ascii_start();
        rest = rest.strip_prefix(b",").unwrap_or(rest);
    }
}

fn value(text: &[u8], depth: usize) -> Option<(Value, &[u8])> {
    let text = text.trim_ascii_start();
    let (first, after) = text.split_first()?;
    match first {
        b'\'' | b'"' => {
            let end = after.iter().position(|byte| byte == first)?;
            let content = String::from_utf8_lossy(&after[..end]).into_owned();
            Some((Value::Text(content), &after[end + 1..]))
        }
        b'(' | b'[' => {
            let mut items = Vec::new();
            let mut rest = after.trim_ascii_start();
            // A list of tuples with shapes is three deep.
            if depth > 3 {
                return None;
            }
            loop {
                if let Some(after) = rest.strip_prefix(b")").or(rest.strip_prefix(b"]")) {
                    return Some((Value::List(items), after));
                }
                let (item, after) = value(rest, depth + 1)?;
                items.push(item);
                rest = after.trim_ascii_start();
                rest = rest.strip_prefix(b",").unwrap_or(rest).trim_ascii_start();
            }
        }
        _ => {
            let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
            let end = text.iter().position(|byte| !is_word(byte))?;
            let word = std::str::from_utf8(&text[..end]).ok()?;
            let value = match word.parse() {
                Ok(number) => Value::Number(number),
                Err(_) if !word.is_empty() => Value::Word(word.to_owned()),
                Err(_) => return None,
            };
            Some((value, &text[end..]))
        }
    }
}
