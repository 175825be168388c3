//! A place in the ordered list: the sort key of a task, so that the next page starts by an index
//! lookup however deep it lies, and rows that come or go elsewhere do not shift it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The place of one task in a list. Written `KEY.CREATED.SEQ` with times in microseconds since
/// 1970 (UTC): `t1767225600000000…`, `t` alone for "not completed", `s2…` for a status code,
/// `p41,42…` for a project name in hexadecimal UTF-8.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor {
    pub key: CursorKey,
    /// Creation time, microseconds since 1970 (UTC).
    pub created_us: i64,
    /// The task's arrival number, unique.
    pub seq: i64,
}

/// What the list is ordered by first, at one task.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CursorKey {
    /// Microseconds since 1970 (UTC); `None` sorts before every time.
    Time(Option<i64>),
    /// [`crate::TaskStatus::code`].
    Status(i16),
    /// A project's name, empty for none.
    Project(String),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.key {
            CursorKey::Time(Some(us)) => write!(f, "t{us}")?,
            CursorKey::Time(None) => f.write_str("t")?,
            CursorKey::Status(code) => write!(f, "s{code}")?,
            CursorKey::Project(name) => {
                f.write_str("p")?;
                name.bytes().try_for_each(|byte| write!(f, "{byte:02x}"))?;
            }
        }
        write!(f, ".{}.{}", self.created_us, self.seq)
    }
}

/// A text that is no place in a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this place in the list cannot be read; start from the top")]
pub struct InvalidCursor;

impl FromStr for Cursor {
    type Err = InvalidCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = text.split('.');
        let (Some(key), Some(created), Some(seq), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(InvalidCursor);
        };
        let number = |text: &str| text.parse::<i64>().map_err(|_| InvalidCursor);
        let kind = key.chars().next().ok_or(InvalidCursor)?;
        let rest = &key[kind.len_utf8()..];
        let key = match kind {
            't' if rest.is_empty() => CursorKey::Time(None),
            't' => CursorKey::Time(Some(number(rest)?)),
            's' => CursorKey::Status(rest.parse().map_err(|_| InvalidCursor)?),
            'p' => CursorKey::Project(text_from_hex(rest).ok_or(InvalidCursor)?),
            _ => return Err(InvalidCursor),
        };
        Ok(Self {
            key,
            created_us: number(created)?,
            seq: number(seq)?,
        })
    }
}

fn text_from_hex(hex: &str) -> Option<String> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect();
    String::from_utf8(bytes?).ok()
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_cursor_reads_back_as_it_was_written(
            key in prop_oneof![
                any::<Option<i64>>().prop_map(CursorKey::Time),
                any::<i16>().prop_map(CursorKey::Status),
                any::<String>().prop_map(CursorKey::Project),
            ],
            created_us: i64,
            seq: i64,
        ) {
            let cursor = Cursor { key, created_us, seq };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text: String) {
            let _ = text.parse::<Cursor>();
        }
    }
}
