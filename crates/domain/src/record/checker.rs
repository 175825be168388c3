//! Reads typed values out of raw fields, and keeps what is wrong with them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::fields::RawFields;
use super::problem::FieldProblem;
use super::times;
use crate::indexed::check_text;
use crate::json_text::check_size;

/// The most problems kept of one record: who mends these sees the next ones.
pub const MAX_PROBLEMS: usize = 100;

/// One object of a record, with the path to it.
pub struct Checker<'a> {
    fields: RawFields<'a>,
    /// `tasklens.audits[0].`, empty for the record itself.
    path: String,
    pub(super) problems: Vec<FieldProblem>,
}

impl<'a> Checker<'a> {
    pub const fn new(fields: RawFields<'a>, path: String) -> Self {
        Self {
            fields,
            path,
            problems: Vec::new(),
        }
    }

    /// The object in `text`, which is a request's body.
    pub fn body(text: &'a str) -> Result<Self, FieldProblem> {
        match RawFields::parse(text) {
            Ok(fields) => Ok(Self::new(fields, String::new())),
            Err(error) => {
                let message = format!("is not a JSON object ({error}); send one like {{…}}");
                Err(FieldProblem::new("body", message))
            }
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// Every problem found.
    pub fn finish(self) -> Result<(), Vec<FieldProblem>> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(self.problems)
        }
    }

    /// Reports a field that is absent.
    pub fn require(&mut self, name: &str, wanted: &str) {
        if self.raw(name).is_none() {
            self.report(name, format!("is missing; give {wanted}"));
        }
    }

    /// A text that must be there and not be empty.
    pub fn required_name(&mut self, name: &str, max_bytes: usize) -> String {
        let before = self.problems.len();
        let text = self.name(name, max_bytes);
        if text.is_none() && self.problems.len() == before {
            self.report(name, "is missing or empty; give a text");
        }
        text.unwrap_or_default()
    }

    /// The text of a JSON object.
    pub fn object_text(&mut self, name: &str) -> Option<&'a str> {
        let raw = self.raw(name)?;
        if !raw.get().starts_with('{') {
            self.report(name, format!("is {}; give an object", cut(raw.get())));
            return None;
        }
        if let Err(error) = check_size(raw.get()) {
            self.report(name, error.to_string());
            return None;
        }
        // What a value cannot hold, such as half a surrogate pair, other programs could not read.
        if let Err(error) = serde_json::from_str::<serde_json::Value>(raw.get()) {
            self.report(name, format!("cannot be read ({error}); write it as JSON"));
            return None;
        }
        Some(raw.get())
    }

    /// A whole number within bounds, both included.
    pub fn number(&mut self, name: &str, min: i32, max: i32) -> Option<i32> {
        let raw = self.raw(name)?;
        let number = serde_json::from_str(raw.get()).ok();
        let number = number.filter(|number| (min..=max).contains(number));
        if number.is_none() {
            let message = format!(
                "is {}; give a whole number from {min} to {max}",
                cut(raw.get())
            );
            self.report(name, message);
        }
        number
    }

    /// Texts in an array.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        let texts: Vec<String> = self.typed(name, "an array of texts").unwrap_or_default();
        if texts.iter().any(|text| text.contains('\0')) {
            self.report(name, "holds the character U+0000; leave it out");
        }
        texts
    }

    pub fn raw(&self, name: &str) -> Option<&'a RawValue> {
        self.fields.get(name)
    }

    /// Keeps a problem; those beyond [`MAX_PROBLEMS`] are left out.
    pub fn report(&mut self, name: &str, message: impl Into<String>) {
        if self.problems.len() >= MAX_PROBLEMS {
            return;
        }
        let field = format!("{}{name}", self.path);
        self.problems.push(FieldProblem::new(field, message));
    }

    /// A text; an empty one counts as absent.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let text: String = self.typed(name, "a text in double quotes")?;
        if text.contains('\0') {
            self.report(name, "holds the character U+0000; leave it out");
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// A text that is part of an index, which limits its length.
    pub fn name(&mut self, name: &str, max_bytes: usize) -> Option<String> {
        let text = self.text(name)?;
        if let Err(problem) = check_text(name, &text, max_bytes) {
            self.report(name, problem.message);
            return None;
        }
        Some(text)
    }

    /// One of the words of an enum.
    pub fn word<T: FromStr<Err: ToString>>(&mut self, name: &str) -> Option<T> {
        let text = self.text(name)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let error = error.to_string();
                self.report(name, format!("is not usable: {}", cut_to(&error, 400)));
                None
            }
        }
    }

    pub fn time(&mut self, name: &str) -> Option<DateTime<Utc>> {
        let text = self.text(name)?;
        let time = times::parse(&text);
        if time.is_none() {
            let text = cut(&text);
            self.report(
                name,
                format!("is `{text}`; write the time like 2026-04-03T17:30:00.000Z"),
            );
        }
        time
    }

    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.typed(name, "true or false")
    }

    /// The items of an array, each as it is spelled.
    pub fn items(&mut self, name: &str) -> Vec<&'a RawValue> {
        let Some(raw) = self.raw(name) else {
            return Vec::new();
        };
        if let Err(error) = check_size(raw.get()) {
            self.report(name, error.to_string());
            return Vec::new();
        }
        serde_json::from_str(raw.get()).unwrap_or_else(|_| {
            self.report(name, format!("is {}; give an array", cut(raw.get())));
            Vec::new()
        })
    }

    /// The object in a field, to be checked by itself; [`Checker::absorb`] takes its problems over.
    pub fn object(&mut self, name: &str, raw: &'a RawValue) -> Option<Self> {
        let Ok(fields) = RawFields::parse(raw.get()) else {
            self.report(name, format!("is {}; give an object", cut(raw.get())));
            return None;
        };
        Some(Self::new(fields, format!("{}{name}.", self.path)))
    }

    pub fn absorb(&mut self, part: Self) {
        let left = MAX_PROBLEMS.saturating_sub(self.problems.len());
        self.problems.extend(part.problems.into_iter().take(left));
    }

    fn typed<T: DeserializeOwned>(&mut self, name: &str, wanted: &str) -> Option<T> {
        let raw = self.raw(name)?;
        let value = serde_json::from_str(raw.get()).ok();
        if value.is_none() {
            self.report(name, format!("is {}; give {wanted}", cut(raw.get())));
        }
        value
    }
}

/// The beginning of a value, for a message.
pub fn cut(text: &str) -> String {
    cut_to(text, 60)
}

/// The first `chars` characters of a text, and `…` for the rest.
pub fn cut_to(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
