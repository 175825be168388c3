//! The points of an NPY file.

use std::io::BufRead;

use crate::read::builder::{Builder, Found};
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::hints::Hints;
use crate::read::limits::Limits;
use crate::read::roles::{Assigned, Role, assign};
use crate::read::source::Source;
use crate::read::unnamed;
use crate::read::values::{Values, push_all};

use super::array::{Array, ArrayColumn};

/// Reads an array of points × 3 to 16 numbers, of rows × columns × such, or of records with names.
pub(in crate::read) fn read(
    source: impl BufRead,
    limits: Limits,
    hints: &Hints,
) -> Result<Found, CloudError> {
    let mut source = Source::new(source, Format::Npy);
    let array = Array::open(&mut source)?;
    if array.width() == Some(1) {
        let problem = "has one number a point; give x, y and z";
        return Err(source.broken("shape", problem));
    }
    let columns = array.columns(&mut source, limits)?;
    let points = array.points() as usize;
    let (assigned, is_guessed) = assigned(&array, &columns, hints);
    for (role, name) in [(Role::X, "x"), (Role::Y, "y"), (Role::Z, "z")] {
        if !assigned.roles.contains(&Some(role)) {
            let problem = format!("has no field `{name}`; give x, y and z");
            return Err(source.broken("shape", problem));
        }
    }
    let mut builder = Builder::of(Format::Npy, limits, &assigned);
    if array.is_turned() {
        builder.notice("Each row of the array is read as a column of all points.");
    }
    if is_guessed && !hints.columns.is_empty() {
        builder.notice(format!(
            "The URL names {} columns and the array has {}; the names are not used.",
            hints.columns.len(),
            columns.len()
        ));
    }
    let read = columns.into_iter().zip(assigned.roles);
    let read: Vec<(Role, Values)> = read
        .filter_map(|(column, role)| Some((role?, column.values?)))
        .collect();
    push_all(&mut builder, points, &read)?;
    Ok(builder.finish())
}

/// The roles of an array's columns, and whether they come from the place and content alone.
pub(in crate::read) fn assigned(
    array: &Array,
    columns: &[ArrayColumn],
    hints: &Hints,
) -> (Assigned, bool) {
    let number = |column: &ArrayColumn| column.values.as_ref().map(|values| values.number);
    let Some(width) = array.width() else {
        let named = columns.iter();
        let named = named.map(|column| (hints.name(&column.name), number(column)));
        let mut assigned = assign(named);
        let mut times = columns.iter().zip(&assigned.roles);
        let time = times.find(|(_, role)| **role == Some(Role::Time));
        let unit = time.and_then(|(column, _)| column.unit);
        assigned.time_unit = unit.or(assigned.time_unit);
        return (assigned, false);
    };
    if hints.columns.len() as u64 == width {
        let names = hints.columns.iter().zip(columns);
        let named = names.map(|(name, column)| (name.as_str(), number(column)));
        return (assign(named), false);
    }
    let values: Vec<Values> = columns
        .iter()
        .filter_map(|column| column.values.clone())
        .collect();
    let roles = unnamed::roles(&values, array.points() as usize);
    let others = roles.iter().enumerate();
    let others = others.filter(|(_, role)| role.is_none());
    let assigned = Assigned {
        others: others.map(|(place, _)| unnamed::name(place)).collect(),
        time_unit: None,
        roles,
    };
    (assigned, true)
}
