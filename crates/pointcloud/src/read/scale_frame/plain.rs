//! Values of JSON beside the points, read whatever they are.

use std::fmt;

use domain::lidar::{Quaternion, Xyz};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value, as far as frames have such.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plain {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    /// An object's `x`, `y`, `z` and `w`; what else it has is skipped.
    Axes([Option<f64>; 4]),
    List,
}

impl Plain {
    /// A number, also one that was written as text; `Err` says what is wrong. null is `None`.
    pub(super) fn number(&self) -> Result<Option<f64>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Number(number) => Ok(number.as_f64()),
            other => Err(other.instead("a number")),
        }
    }

    /// A whole number, also one that was written with a point.
    pub(super) fn whole(&self) -> Result<Option<i64>, String> {
        match self {
            Self::Number(number) if number.is_i64() => Ok(number.as_i64()),
            Self::Number(number) => match number.as_f64() {
                // Up to here floats have all whole numbers.
                Some(value) if value.fract() == 0.0 && value.abs() < 9e15 => Ok(Some(value as i64)),
                _ => Err(self.instead("a whole number")),
            },
            other => other.number().map(|_| None),
        }
    }

    pub(super) fn xyz(&self) -> Result<Option<Xyz>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Axes([Some(x), Some(y), Some(z), _]) => Ok(Some(Xyz {
                x: *x,
                y: *y,
                z: *z,
            })),
            other => Err(other.instead("numbers x, y and z")),
        }
    }

    pub(super) fn quaternion(&self) -> Result<Option<Quaternion>, String> {
        match self {
            Self::Null => Ok(None),
            Self::Axes([Some(x), Some(y), Some(z), Some(w)]) => Ok(Some(Quaternion {
                w: *w,
                x: *x,
                y: *y,
                z: *z,
            })),
            other => Err(other.instead("numbers w, x, y and z")),
        }
    }

    /// What it is, and what would be right.
    pub(super) fn instead(&self, right: &str) -> String {
        let what = match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => {
                let text: String = text.chars().take(40).collect();
                format!("\"{text}\"")
            }
            Self::Axes(_) => "an object".to_owned(),
            Self::List => "a list".to_owned(),
        };
        format!("is {what}; give {right}")
    }
}

impl<'de> Deserialize<'de> for Plain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PlainVisitor)
    }
}

struct PlainVisitor;

impl<'de> Visitor<'de> for PlainVisitor {
    type Value = Plain;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Plain, E> {
        Ok(Number::from_f64(value).map_or(Plain::Null, Plain::Number))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Plain, E> {
        Ok(Plain::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Plain, E> {
        Ok(Plain::Number(value.into()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Plain, E> {
        Ok(Plain::Bool(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Plain, E> {
        Ok(Plain::Text(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Plain, E> {
        Ok(Plain::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Plain, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Plain::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Plain, A::Error> {
        let mut axes = [None; 4];
        while let Some(name) = entries.next_key::<String>()? {
            let place = match name.as_str() {
                "x" => 0,
                "y" => 1,
                "z" => 2,
                "w" => 3,
                _ => {
                    entries.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let value = entries.next_value::<Self::Value>()?;
            axes[place] = value.number().ok().flatten();
        }
        Ok(Plain::Axes(axes))
    }
}
