//! The parameters of a query string.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};

use super::instant::instant;
use crate::TimeRange;
use crate::record::FieldProblem;

/// Name and value of each parameter; an empty value counts as absent.
pub(super) fn pairs(query: &str) -> Result<Vec<(String, String)>, FieldProblem> {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .filter(|(_, value)| !value.is_empty())
        .collect();
    match pairs.iter().find(|(_, value)| value.contains('\0')) {
        Some((name, _)) => Err(FieldProblem::new(
            name,
            "holds the character U+0000; leave it out",
        )),
        None => Ok(pairs),
    }
}

pub(super) fn word<T: FromStr<Err: ToString>>(name: &str, value: &str) -> Result<T, FieldProblem> {
    value.parse().map_err(|error: T::Err| {
        FieldProblem::new(name, format!("is not usable: {}", error.to_string()))
    })
}

/// A number within bounds, both included.
pub(super) fn number(
    name: &str,
    value: &str,
    min: u32,
    max: u32,
    what: &str,
) -> Result<u32, FieldProblem> {
    let number = value.parse().ok();
    number
        .filter(|number| (min..=max).contains(number))
        .ok_or_else(|| {
            FieldProblem::new(name, format!("is {value}; ask for {min} to {max} {what}"))
        })
}

/// As Python and JavaScript write it.
pub(super) fn flag(name: &str, value: &str) -> Result<bool, FieldProblem> {
    match value.to_ascii_lowercase().as_str() {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(FieldProblem::new(
            name,
            format!("is `{value}`; say true or false"),
        )),
    }
}

pub(super) fn time(name: &str, value: &str) -> Result<DateTime<Utc>, FieldProblem> {
    instant(value).ok_or_else(|| {
        let message = format!("is `{value}`; write the time like 2026-04-03T17:30:00.000Z, in UTC");
        FieldProblem::new(name, message)
    })
}

pub(super) fn set_from(range: &mut TimeRange, at: DateTime<Utc>) {
    range.from = Some(at);
}

/// The API's later end is included; times have microseconds.
pub(super) fn set_to(range: &mut TimeRange, at: DateTime<Utc>) {
    range.to = at.checked_add_signed(TimeDelta::microseconds(1));
}

pub(super) fn unknown(name: &str, known: &[&str]) -> FieldProblem {
    let message = match name {
        "offset" => {
            "is not supported; pass the `next_token` of one page to get the next".to_owned()
        }
        _ => format!("is no parameter here; use {}", known.join(", ")),
    };
    FieldProblem::new(name, message)
}
