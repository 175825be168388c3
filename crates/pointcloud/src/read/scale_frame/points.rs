//! The list of points of a frame, and one point of it.

use std::cell::RefCell;
use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::read::builder::Row;
use crate::read::column::{Role, Scalar};

use super::frame::Progress;

/// Reads the list and keeps nothing of it but the cloud.
pub(super) struct Points<'a> {
    pub(super) progress: &'a RefCell<Progress>,
}

impl<'de> DeserializeSeed<'de> for Points<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Points<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of points {x, y, z, i, d, t, is_ground}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut points: A) -> Result<(), A::Error> {
        let mut progress = self.progress.borrow_mut();
        loop {
            let point = match points.next_element::<PointJson>() {
                Ok(Some(point)) => point,
                Ok(None) => return Ok(()),
                Err(error) => {
                    progress.field = format!("points[{}]", progress.builder.count());
                    return Err(error);
                }
            };
            if let Err(error) = progress.builder.push(point.0) {
                progress.error = Some(error);
                return Err(A::Error::custom("stopped"));
            }
        }
    }
}

struct PointJson(Row);

impl<'de> Deserialize<'de> for PointJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(PointVisitor)
    }
}

struct PointVisitor;

impl<'de> Visitor<'de> for PointVisitor {
    type Value = PointJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point: {x, y, z} in metres")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<PointJson, A::Error> {
        let mut row = Row::default();
        let mut axes = [false; 3];
        while let Some(Name(role)) = entries.next_key()? {
            let Some(role) = role else {
                entries.next_value::<IgnoredAny>()?;
                continue;
            };
            let value = entries.next_value::<Loose>()?.0;
            match role {
                Role::X => axes[0] = true,
                Role::Y => axes[1] = true,
                Role::Z => axes[2] = true,
                _ => {}
            }
            match (role, value) {
                // null: nothing was measured.
                (Role::X | Role::Y | Role::Z, None) => row.set(role, Scalar::Float(f64::NAN)),
                (_, None) => {}
                // Scale's `t` is nanoseconds, also where it is a float.
                (Role::Time, Some(Scalar::Float(time))) => row.set(role, Scalar::Int(time as i64)),
                (role, Some(value)) => row.set(role, value),
            }
        }
        match axes.iter().position(|has| !has) {
            None => Ok(PointJson(row)),
            Some(axis) => Err(A::Error::custom(format!(
                "`{}` is missing; give x, y and z in metres",
                ["x", "y", "z"][axis]
            ))),
        }
    }
}

/// The name of a field, read without keeping it.
struct Name(Option<Role>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(NameVisitor)
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(Name(match name {
            "x" => Some(Role::X),
            "y" => Some(Role::Y),
            "z" => Some(Role::Z),
            "i" => Some(Role::Intensity),
            "d" => Some(Role::Device),
            "t" => Some(Role::Time),
            "is_ground" => Some(Role::Ground),
            _ => None,
        }))
    }
}

/// A number, a truth value as 0 or 1, or null.
struct Loose(Option<Scalar>);

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl Visitor<'_> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose(Some(Scalar::Float(value))))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose(Some(Scalar::Int(value))))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Ok(Loose(Some(Scalar::Int(value))))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose(Some(Scalar::Int(i64::from(value)))))
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose(None))
    }
}
