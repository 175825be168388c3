//! The header of an NPY file: a Python dictionary in a few lines of text.

use std::io::BufRead;

use crate::read::column::{Endian, Number};
use crate::read::error::CloudError;
use crate::read::source::Source;
use crate::read::time::Unit;

/// The longest header; NumPy itself refuses to trust more than 10,000 characters.
const LONGEST: u32 = 64 * 1024;
/// The most numbers of a record; those of points have a dozen.
const MOST_FIELDS: usize = 4096;
/// The longest record, bytes.
const MOST_RECORD: usize = 1024 * 1024;

/// What an array is of.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read) struct Header {
    /// As NumPy has it: the lengths along all axes.
    pub(in crate::read) shape: Vec<u64>,
    /// Whether the first axis runs fastest.
    pub(in crate::read) is_fortran: bool,
    pub(in crate::read) items: Items,
}

/// What stands at each place of an array.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::read) enum Items {
    /// With the unit of a `datetime64`.
    Numbers(Number, Endian, Option<Unit>),
    /// Records of so many bytes.
    Records(usize, Vec<Field>),
}

/// A number of a record. An array within it is a number a place: of `xyz`, these are `x`, `y`, `z`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) struct Field {
    pub(in crate::read) name: String,
    /// `None` where it is no number, but text.
    pub(in crate::read) kind: Option<(Number, Endian)>,
    /// The unit of a `datetime64`.
    pub(in crate::read) unit: Option<Unit>,
    /// In bytes from the start of the record.
    pub(in crate::read) at: usize,
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
    pub(in crate::read) fn read(source: &mut Source<impl BufRead>) -> Result<Self, CloudError> {
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
        let is_fortran = entry("fortran_order")? == &Value::Word("True".to_owned());
        let Value::List(axes) = entry("shape")? else {
            return Err(source.broken("shape", "is no tuple"));
        };
        let length = |axis: &Value| match axis {
            Value::Number(length) => Ok(*length),
            _ => Err(source.broken("shape", "is no tuple of whole numbers")),
        };
        let shape = axes.iter().map(length).collect::<Result<_, _>>()?;
        let items = match entry("descr")? {
            Value::Text(descr) => number(descr)
                .map(|(number, endian, unit)| Items::Numbers(number, endian, unit))
                .ok_or_else(|| unknown(descr)),
            Value::List(fields) => records(fields),
            _ => Err("is of a type that is no text and no list".to_owned()),
        };
        Ok(Self {
            shape,
            is_fortran,
            items: items.map_err(|problem| source.broken("shape", problem))?,
        })
    }

    /// Bytes an item.
    pub(in crate::read) fn size(&self) -> usize {
        match &self.items {
            Items::Numbers(number, ..) => number.size(),
            Items::Records(size, _) => *size,
        }
    }

    /// Bytes of all items; `None` for more than there can be.
    pub(in crate::read) fn length(&self) -> Option<u64> {
        let mut length = self.size() as u64;
        for axis in &self.shape {
            length = length.checked_mul(*axis)?;
        }
        Some(length)
    }
}

/// Records, whose fields are named as in PCD.
fn records(list: &[Value]) -> Result<Items, String> {
    let mut fields = Vec::new();
    let size = record(list, &mut fields, 0)?;
    Ok(Items::Records(size, fields))
}

/// Adds the fields of a record that begins at a byte; tells where it ends.
fn record(list: &[Value], fields: &mut Vec<Field>, begins: usize) -> Result<usize, String> {
    let mut at = begins;
    for field in list {
        let Value::List(parts) = field else {
            return Err("has fields without names".to_owned());
        };
        // A title stands with the name in a tuple.
        let name = match parts.first() {
            Some(Value::Text(name)) => name,
            Some(Value::List(names)) => match names.last() {
                Some(Value::Text(name)) => name,
                _ => return Err("has fields without names".to_owned()),
            },
            _ => return Err("has fields without names".to_owned()),
        };
        let mut count = 1_usize;
        if let Some(Value::List(axes)) = parts.get(2) {
            for axis in axes {
                count = match axis {
                    Value::Number(length) => count.saturating_mul(*length as usize),
                    _ => return Err("has a field whose shape is no tuple".to_owned()),
                };
            }
        }
        if count > MOST_FIELDS || fields.len() > MOST_FIELDS {
            return Err(format!("has more than {MOST_FIELDS} numbers a record"));
        }
        match parts.get(1) {
            Some(Value::Text(descr)) => {
                let kind = number(descr);
                let size = kind.map(|(number, ..)| number.size());
                let size = size
                    .or_else(|| opaque(descr))
                    .ok_or_else(|| unknown(descr))?;
                for place in 0..count {
                    fields.push(Field {
                        name: part_name(name, place, count),
                        kind: kind.map(|(number, endian, _)| (number, endian)),
                        unit: kind.and_then(|(.., unit)| unit),
                        at: at + place * size,
                    });
                }
                at += size * count;
            }
            Some(Value::List(inner)) => {
                for _ in 0..count {
                    at = record(inner, fields, at)?;
                }
            }
            _ => return Err(format!("has a field `{name}` without a type")),
        }
        if at > MOST_RECORD {
            return Err(format!("has records of more than {MOST_RECORD} bytes"));
        }
    }
    Ok(at)
}

/// The name of a number within an array of a record.
fn part_name(name: &str, place: usize, count: usize) -> String {
    if count == 1 {
        return name.to_owned();
    }
    let parts: &[&str] = match name.to_ascii_lowercase().as_str() {
        "xyz" | "position" | "positions" | "point" | "points" | "coord" | "coords" => {
            &["x", "y", "z"]
        }
        "rgb" | "rgba" | "color" | "colors" => &["red", "green", "blue"],
        _ => &[],
    };
    match parts.get(place) {
        Some(part) => (*part).to_owned(),
        None => format!("{name}[{place}]"),
    }
}

fn unknown(descr: &str) -> String {
    format!(
        "is of `{descr}`; give floats of 2, 4 or 8 bytes or whole numbers of 1 to 8, such as <f4"
    )
}

/// The kind of a number, and the unit of a time.
fn number(descr: &str) -> Option<(Number, Endian, Option<Unit>)> {
    let (order, kind) = descr.split_at_checked(1)?;
    let endian = match order {
        "<" | "|" => Endian::Little,
        ">" => Endian::Big,
        _ => return None,
    };
    let (number, unit) = match kind {
        "i1" => (Number::I8, None),
        "u1" | "b1" => (Number::U8, None),
        "i2" => (Number::I16, None),
        "u2" => (Number::U16, None),
        "i4" => (Number::I32, None),
        "u4" => (Number::U32, None),
        "i8" => (Number::I64, None),
        "u8" => (Number::U64, None),
        "f2" => (Number::F16, None),
        "f4" => (Number::F32, None),
        "f8" => (Number::F64, None),
        "M8[s]" => (Number::I64, Some(Unit::Seconds)),
        "M8[ms]" => (Number::I64, Some(Unit::Milliseconds)),
        "M8[us]" => (Number::I64, Some(Unit::Microseconds)),
        "M8[ns]" => (Number::I64, Some(Unit::Nanoseconds)),
        _ => return None,
    };
    Some((number, endian, unit))
}

/// The bytes of text and padding, which are passed over: `|S3`, `<U4` of four bytes a letter, `|V4`.
fn opaque(descr: &str) -> Option<usize> {
    let (kind, count) = descr.get(1..)?.split_at_checked(1)?;
    let count: usize = count.parse().ok()?;
    let width = match kind {
        "S" | "V" => 1,
        "U" => 4,
        _ => return None,
    };
    (count <= MOST_RECORD).then_some(count * width)
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
            // A list of tuples with shapes is three deep; records in records are two deeper each.
            if depth > 9 {
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
            // NumPy for Python 2 wrote long numbers as `9L`.
            let digits = word.strip_suffix('L').unwrap_or(word);
            let value = match digits.parse() {
                Ok(number) => Value::Number(number),
                Err(_) if !word.is_empty() => Value::Word(word.to_owned()),
                Err(_) => return None,
            };
            Some((value, &text[end..]))
        }
    }
}
