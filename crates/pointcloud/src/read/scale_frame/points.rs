//! The list of points of a frame, and one point of it.

use std::cell::RefCell;
use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::read::builder::{Builder, Row};
use crate::read::column::Scalar;
use crate::read::hints::Hints;
use crate::read::roles::{Named, Role};

use super::frame::Progress;

/// Names of fields that are known again; more are looked up each time.
const MOST_NAMES: usize = 64;

/// The names of the points' fields.
pub(super) struct Names {
    known: Vec<Known>,
    hints: Hints,
}

struct Known {
    name: String,
    named: Option<Named>,
    /// Whether it was told that it is not read.
    is_told: bool,
}

impl Names {
    pub(super) fn new(hints: &Hints) -> Self {
        Self {
            known: Vec::new(),
            hints: hints.clone(),
        }
    }

    /// The place of a name among the known ones.
    fn place(&mut self, name: &str) -> usize {
        let place = self.known.iter().position(|known| known.name == name);
        place.unwrap_or_else(|| {
            let known = Known {
                name: name.to_owned(),
                named: Role::of(self.hints.name(name)),
                is_told: false,
            };
            if self.known.len() == MOST_NAMES {
                self.known.pop();
            }
            self.known.push(known);
            self.known.len() - 1
        })
    }

    /// Tells once that a field is not read.
    fn leave(&mut self, place: usize, builder: &mut Builder) {
        let known = &mut self.known[place];
        if !std::mem::replace(&mut known.is_told, true) {
            builder.other_column(&known.name);
        }
    }
}

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
            let point = points.next_element_seed(Point {
                progress: &mut progress,
            });
            let row = match point {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(()),
                Err(error) => {
                    progress.field = format!("points[{}]", progress.builder.count());
                    return Err(error);
                }
            };
            if let Err(error) = progress.builder.push(row) {
                progress.error = Some(error);
                return Err(A::Error::custom("stopped"));
            }
        }
    }
}

struct Point<'a> {
    progress: &'a mut Progress,
}

impl<'de> DeserializeSeed<'de> for Point<'_> {
    type Value = Row;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Row, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Point<'_> {
    type Value = Row;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a point: {x, y, z} in metres")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Row, A::Error> {
        let Progress { builder, names, .. } = self.progress;
        let mut row = Row::default();
        // Of each role, the place of the name that it was taken from.
        let mut taken: [Option<usize>; Role::COUNT] = [None; Role::COUNT];
        while let Some(place) = entries.next_key_seed(Name(&mut *names))? {
            let Some(Named { role, rank, .. }) = names.known[place].named else {
                entries.next_value::<IgnoredAny>()?;
                names.leave(place, builder);
                continue;
            };
            let value = entries.next_value::<Loose>()?;
            // Two names of one role: the more telling is read.
            let before = taken[role as usize].filter(|before| *before != place);
            if let Some(before) = before {
                let had = names.known[before]
                    .named
                    .map_or(u8::MAX, |named| named.rank);
                let loser = if had <= rank { place } else { before };
                names.leave(loser, builder);
                if loser == place {
                    continue;
                }
            }
            taken[role as usize] = Some(place);
            match (role, value) {
                // null: nothing was measured.
                (Role::X | Role::Y | Role::Z, Loose::Null) => {
                    row.set(role, Scalar::Float(f64::NAN));
                }
                (role, Loose::Number(value)) => row.set(role, value),
                (_, Loose::Null) => taken[role as usize] = None,
                (Role::X | Role::Y | Role::Z, Loose::Other) => {
                    let name = &names.known[place].name;
                    return Err(A::Error::custom(format!(
                        "`{name}` is no number; give x, y and z in metres"
                    )));
                }
                (_, Loose::Other) => {
                    taken[role as usize] = None;
                    let name = &names.known[place].name;
                    builder.notice(format!(
                        "`{name}` of some points is no number; it is left out there."
                    ));
                }
            }
        }
        let has = |role: Role| taken[role as usize].is_some();
        if row.wide_color.is_some() && !(has(Role::Red) && has(Role::Green) && has(Role::Blue)) {
            row.wide_color = None;
            for role in [Role::Red, Role::Green, Role::Blue] {
                if let Some(place) = taken[role as usize] {
                    names.leave(place, builder);
                }
            }
        }
        let axes = [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")];
        match axes.into_iter().find(|(role, _)| !has(*role)) {
            None => Ok(row),
            Some((_, axis)) => Err(A::Error::custom(format!(
                "`{axis}` is missing; give x, y and z in metres"
            ))),
        }
    }
}

/// The name of a field, read without keeping it: its place among the known ones.
struct Name<'a>(&'a mut Names);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_str<E>(self, name: &str) -> Result<usize, E> {
        Ok(self.0.place(name))
    }
}

/// A number, a truth value as 0 or 1, null, or what is none of these.
enum Loose {
    Number(Scalar),
    Null,
    Other,
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number")
    }

    fn visit_f64<E>(self, value: f64) -> Result<Loose, E> {
        Ok(Loose::Number(Scalar::Float(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Loose, E> {
        Ok(Loose::Number(Scalar::Int(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Loose, E> {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        Ok(Loose::Number(Scalar::Int(value)))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Loose, E> {
        Ok(Loose::Number(Scalar::Int(i64::from(value))))
    }

    fn visit_str<E>(self, _: &str) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Loose, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }
}
