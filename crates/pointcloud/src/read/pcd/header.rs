//! The header of a PCD file: lines of text up to `DATA`.

use std::io::BufRead;

use crate::read::column::{Column, Number};
use crate::read::error::CloudError;
use crate::read::hints::Hints;
use crate::read::roles::{Assigned, Role, assign};
use crate::read::source::Source;

/// The most fields and numbers a field that can be; both are a handful in real files.
const MOST: usize = 4096;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Data {
    Ascii,
    Binary,
    Compressed,
}

/// One field: `COUNT` numbers of one kind, of which the first is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Field {
    /// Whether its name is `_`.
    pub(super) is_padding: bool,
    pub(super) number: Number,
    /// May be 0: some writers give padding of no length.
    pub(super) count: usize,
}

impl Field {
    pub(super) fn size(self) -> usize {
        self.number.size() * self.count
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) fields: Vec<Field>,
    /// The roles of the fields.
    pub(super) assigned: Assigned,
    pub(super) points: u64,
    pub(super) data: Data,
}

impl Header {
    pub(super) fn read(
        source: &mut Source<impl BufRead>,
        hints: &Hints,
    ) -> Result<Self, CloudError> {
        let mut entries: Vec<(String, Vec<String>)> = Vec::new();
        let data = loop {
            let Some(line) = source.line("header")? else {
                return Err(source.broken("DATA", "is missing; the file is cut short"));
            };
            let line = String::from_utf8_lossy(&line);
            let mut words = line.split_ascii_whitespace().map(str::to_owned);
            let Some(name) = words.next().filter(|name| !name.starts_with('#')) else {
                continue;
            };
            let name = name.to_ascii_uppercase();
            let values: Vec<String> = words.take(MOST + 1).collect();
            if values.len() > MOST || entries.len() > 64 {
                return Err(source.broken(name, "is too long; it is no PCD header"));
            }
            if name == "DATA" {
                break match values.first().map(String::as_str) {
                    Some("ascii") => Data::Ascii,
                    Some("binary") => Data::Binary,
                    Some("binary_compressed") => Data::Compressed,
                    other => {
                        let other = other.unwrap_or("empty");
                        return Err(source.broken(
                            "DATA",
                            format!("is {other}; give ascii, binary or binary_compressed"),
                        ));
                    }
                };
            }
            entries.push((name, values));
        };
        let entry = |name: &str| {
            let (_, values) = entries.iter().find(|(given, _)| given == name)?;
            Some(values.as_slice())
        };
        let names = entry("FIELDS")
            .or_else(|| entry("COLUMNS"))
            .ok_or_else(|| source.broken("FIELDS", "is missing; give the names of the columns"))?;
        let listed = |name: &str| match entry(name) {
            Some(values) if values.len() == names.len() => Ok(values),
            Some(values) => Err(source.broken(
                name,
                format!("has {} values for {} FIELDS", values.len(), names.len()),
            )),
            None => Err(source.broken(name, "is missing; give one value a field")),
        };
        let (sizes, types) = (listed("SIZE")?, listed("TYPE")?);
        let counts = entry("COUNT").map(|_| listed("COUNT")).transpose()?;
        let mut fields = Vec::new();
        for (place, name) in names.iter().enumerate() {
            let number = number(&types[place], &sizes[place]).ok_or_else(|| {
                source.broken(
                    "TYPE",
                    format!(
                        "of `{name}` is {} with SIZE {}; give I or U with 1, 2, 4 or 8, \
                         or F with 4 or 8",
                        types[place], sizes[place]
                    ),
                )
            })?;
            let count = match counts.map(|counts| &counts[place]) {
                None => 1,
                Some(text) => text
                    .parse()
                    .ok()
                    .filter(|count| *count <= MOST)
                    .ok_or_else(|| {
                        let problem = format!("of `{name}` is {text}; give 0 to {MOST}");
                        source.broken("COUNT", problem)
                    })?,
            };
            fields.push(Field {
                is_padding: name == "_",
                number,
                count,
            });
        }
        let assigned = assign(names.iter().zip(&fields).map(|(name, field)| {
            // Padding of no length has nothing to read.
            (hints.name(name), (field.count > 0).then_some(field.number))
        }));
        for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
            if !assigned.roles.contains(&Some(role)) {
                return Err(source.broken("FIELDS", format!("has no `{name}`; give x, y and z")));
            }
        }
        let whole = |name: &str| -> Result<Option<u64>, CloudError> {
            let Some(values) = entry(name) else {
                return Ok(None);
            };
            let text = values.first().map_or("empty", String::as_str);
            text.parse()
                .map(Some)
                .map_err(|_| source.broken(name, format!("is {text}; give a whole number")))
        };
        let area = match (whole("WIDTH")?, whole("HEIGHT")?) {
            (Some(width), height) => width.checked_mul(height.unwrap_or(1)),
            (None, _) => None,
        };
        let points = match (whole("POINTS")?, area) {
            (Some(points), Some(area)) if points != area => {
                return Err(source.broken(
                    "POINTS",
                    format!("is {points} and WIDTH × HEIGHT is {area}; both must be the same"),
                ));
            }
            (Some(points), _) | (None, Some(points)) => points,
            (None, None) => {
                return Err(source.broken("POINTS", "is missing; give the number of points"));
            }
        };
        Ok(Self {
            fields,
            assigned,
            points,
            data,
        })
    }

    /// The fields in their order, with what is read of each.
    pub(super) fn fields_and_roles(&self) -> impl Iterator<Item = (&Field, Option<Role>)> {
        self.fields.iter().zip(self.assigned.roles.iter().copied())
    }

    /// Bytes a point.
    pub(super) fn record(&self) -> usize {
        self.fields.iter().map(|field| field.size()).sum()
    }

    /// What is read of each record.
    pub(super) fn columns(&self) -> Vec<Column> {
        let offsets = self.mended_offsets().unwrap_or_else(|| self.offsets());
        let column = |((field, role), at): ((&Field, Option<Role>), usize)| {
            role.map(|role| Column {
                role,
                number: field.number,
                at,
            })
        };
        self.fields_and_roles()
            .zip(offsets)
            .filter_map(column)
            .collect()
    }

    fn offsets(&self) -> Vec<usize> {
        let mut at = 0;
        let mut offsets = Vec::new();
        for field in &self.fields {
            offsets.push(at);
            at += field.size();
        }
        offsets
    }

    /// Some versions of the Point Cloud Library compute padding wrongly: they take the size of the
    /// field behind it from the gap, where that of the field before it belongs. Such a header is
    /// known by padding of no length, which nobody else writes.
    fn mended_offsets(&self) -> Option<Vec<usize>> {
        let is_wrong = |field: &Field| field.is_padding && field.count == 0;
        if !self.fields.iter().any(is_wrong) {
            return None;
        }
        let mut at = 0;
        let mut before = 0;
        let mut offsets = Vec::new();
        for (place, field) in self.fields.iter().enumerate() {
            offsets.push(at);
            if field.is_padding {
                let behind = self.fields.get(place + 1).map_or(0, |next| next.size());
                at = (at + field.size() + behind).checked_sub(before)?;
            } else {
                before = field.size();
                at += before;
            }
        }
        (at <= self.record()).then_some(offsets)
    }
}

fn number(kind: &str, size: &str) -> Option<Number> {
    Some(match (kind, size) {
        ("I", "1") => Number::I8,
        ("I", "2") => Number::I16,
        ("I", "4") => Number::I32,
        ("I", "8") => Number::I64,
        ("U", "1") => Number::U8,
        ("U", "2") => Number::U16,
        ("U", "4") => Number::U32,
        ("U", "8") => Number::U64,
        ("F", "4") => Number::F32,
        ("F", "8") => Number::F64,
        _ => return None,
    })
}
