//! The points of an archive.

use std::cmp::Reverse;
use std::io::{BufRead, Seek};

use crate::read::builder::{Builder, Found};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::hints::Hints;
use crate::read::limits::Limits;
use crate::read::npy::{self, Array};
use crate::read::roles::{Assigned, Role, assign};
use crate::read::time::Unit;
use crate::read::values::{Values, push_all};

use super::archive::{Entry, broken, entries, open};
use super::choice::rank;

/// An array of the archive whose header can be read.
struct Opened {
    entry: Entry,
    array: Array,
}

/// Reads the array that is the cloud, and what arrays of as many numbers tell of its points.
pub(in crate::read) fn read(
    mut file: impl BufRead + Seek,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    let mut problems = Vec::new();
    let mut arrays = Vec::new();
    for entry in entries(&mut file)? {
        let array = open(&mut file, &entry).and_then(|mut source| Array::open(&mut source));
        match array {
            Ok(array) => arrays.push(Opened { entry, array }),
            // A text, an array of objects, or what was made to fill memory: others may be points.
            Err(CloudError::Broken { problem, .. }) => {
                problems.push(format!("`{}` {problem}", entry.array_name()));
            }
            Err(other) => return Err(other),
        }
    }
    let best = arrays
        .iter()
        .enumerate()
        .filter_map(|(place, opened)| {
            let rank = rank(opened.entry.array_name(), &opened.array)?;
            Some((rank, Reverse(opened.array.points()), place))
        })
        .min()
        .map(|(.., place)| place);
    let mut reading = Reading {
        file: &mut file,
        limits,
        hints,
        points: 0,
        columns: Vec::new(),
        others: Vec::new(),
        notices: Vec::new(),
        time_unit: None,
    };
    match best {
        Some(place) => {
            reading.take_cloud(&arrays[place])?;
            arrays.remove(place);
        }
        None => reading.take_axes(&arrays).ok_or_else(|| {
            let names = arrays.iter();
            let names = names
                .map(|opened| format!("`{}` is no array of points", opened.entry.array_name()));
            let told: Vec<String> = names.chain(problems).collect();
            let told = told.join("; ");
            broken(
                0,
                "arrays",
                format!("are none of points: {told}; name one `points`"),
            )
        })?,
    }
    reading.take_beside(&arrays)?;
    reading.finish()
}

struct Reading<'a, R> {
    file: &'a mut R,
    limits: Limits,
    hints: &'a Hints,
    points: u64,
    columns: Vec<(Role, Values)>,
    others: Vec<String>,
    notices: Vec<String>,
    time_unit: Option<Unit>,
}

impl<R: BufRead + Seek> Reading<'_, R> {
    fn take_cloud(&mut self, opened: &Opened) -> Result<(), CloudError> {
        let mut source = open(self.file, &opened.entry)?;
        let array = Array::open(&mut source)?;
        let columns = array.columns(&mut source, self.limits)?;
        drop(source);
        self.points = array.points();
        let (assigned, _) = npy::assigned(&array, &columns, self.hints);
        if array.is_turned() {
            let name = opened.entry.array_name();
            self.notices.push(format!(
                "Each row of the array `{name}` is read as a column of all points."
            ));
        }
        self.time_unit = assigned.time_unit;
        self.others = assigned.others;
        let read = columns.into_iter().zip(assigned.roles);
        self.columns = read
            .filter_map(|(column, role)| Some((role?, column.values?)))
            .collect();
        Ok(())
    }

    /// For archives with an array for each axis: how many points these have.
    fn take_axes(&mut self, arrays: &[Opened]) -> Option<()> {
        let axis = |name: &str| {
            arrays
                .iter()
                .find(|opened| opened.entry.array_name().eq_ignore_ascii_case(name))
                .filter(|opened| opened.array.width() == Some(1))
                .map(|opened| opened.array.points())
        };
        let [x, y, z] = [axis("x")?, axis("y")?, axis("z")?];
        self.points = x;
        (x == y && y == z).then_some(())
    }

    /// Takes the arrays that have a number, or a color, for each point.
    fn take_beside(&mut self, arrays: &[Opened]) -> Result<(), CloudError> {
        let beside: Vec<&Opened> = arrays
            .iter()
            .filter(|opened| opened.array.points() == self.points)
            .collect();
        let single = |opened: &&Opened| opened.array.width() == Some(1);
        let names: Vec<(&str, Option<_>)> = beside
            .iter()
            .map(|opened| {
                let number = opened.array.number().filter(|_| single(opened));
                (self.hints.name(opened.entry.array_name()), number)
            })
            .collect();
        let Assigned {
            roles, time_unit, ..
        } = assign(names);
        for (opened, role) in beside.iter().zip(roles) {
            let name = opened.entry.array_name();
            let has = |role| self.columns.iter().any(|(had, _)| *had == role);
            let is_color = matches!(
                name.to_ascii_lowercase().as_str(),
                "color" | "colors" | "rgb" | "rgbs"
            );
            let is_free_color = is_color && !has(Role::Red) && !has(Role::PackedColor);
            let wanted: Vec<Role> = match (role, opened.array.width()) {
                (Some(role), _) if !has(role) => vec![role],
                (None, Some(3 | 4)) if is_free_color => vec![Role::Red, Role::Green, Role::Blue],
                _ => {
                    self.others.push(name.to_owned());
                    continue;
                }
            };
            let mut source = open(self.file, &opened.entry)?;
            let array = Array::open(&mut source)?;
            let columns = array.columns(&mut source, self.limits)?;
            drop(source);
            for (role, column) in wanted.into_iter().zip(columns) {
                if role == Role::Time {
                    self.time_unit = column.unit.or(time_unit);
                }
                self.columns
                    .extend(column.values.map(|values| (role, values)));
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Found, CloudError> {
        for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
            if !self.columns.iter().any(|(had, _)| *had == role) {
                let problem = format!("have no `{name}`; give x, y and z");
                return Err(broken(0, "arrays", problem));
            }
        }
        let assigned = Assigned {
            time_unit: self.time_unit,
            others: self.others,
            roles: Vec::new(),
        };
        let mut builder = Builder::of(Format::Npz, self.limits, &assigned);
        for notice in self.notices {
            builder.notice(notice);
        }
        push_all(&mut builder, self.points as usize, &self.columns)?;
        Ok(builder.finish())
    }
}
