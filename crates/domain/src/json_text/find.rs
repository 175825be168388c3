//! Finding text whatever its case.

use std::ops::Range;

/// A text to find, prepared once.
#[derive(Debug, Clone)]
pub(super) struct Needle {
    /// In lower case.
    lower: String,
    ascii: bool,
}

impl Needle {
    pub fn new(text: &str) -> Self {
        let lower: String = text.chars().flat_map(char::to_lowercase).collect();
        Self {
            ascii: lower.is_ascii(),
            lower,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.lower.is_empty()
    }

    /// The first place at or after `from` (a character boundary), in bytes of `text`.
    pub fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        if self.is_empty() {
            return None;
        }
        // A character outside ASCII can have ASCII as its lower case, such as the Kelvin sign.
        if self.ascii && text.is_ascii() {
            let needle = self.lower.as_bytes();
            let start = text
                .as_bytes()
                .get(from..)?
                .windows(needle.len())
                .position(|window| window.eq_ignore_ascii_case(needle))?;
            return Some(from + start..from + start + needle.len());
        }
        text.get(from..)?
            .char_indices()
            .find_map(|(start, _)| self.prefix(&text[from + start..], from + start))
    }

    /// Whether `text` begins with the needle; `at` is where `text` begins.
    fn prefix(&self, text: &str, at: usize) -> Option<Range<usize>> {
        let mut needle = self.lower.chars();
        let mut rest = text.chars();
        while !needle.as_str().is_empty() {
            for lower in rest.next()?.to_lowercase() {
                if needle.next() != Some(lower) {
                    return None;
                }
            }
        }
        Some(at..at + text.len() - rest.as_str().len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_in_any_script() {
        let find = |needle: &str, text: &str| {
            let range = Needle::new(needle).find(text, 0)?;
            Some(text[range].to_owned())
        };
        assert_eq!(find("CAR", "a car").as_deref(), Some("car"));
        assert_eq!(find("straße", "Die STRAßE").as_deref(), Some("STRAßE"));
        assert_eq!(find("ёлка", "ЁЛКА").as_deref(), Some("ЁЛКА"));
        assert_eq!(find("k", "300 \u{212a}").as_deref(), Some("\u{212a}"));
        assert_eq!(find("car", "ca"), None);
        assert_eq!(find("", "car"), None);
    }
}
