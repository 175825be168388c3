//! Where in an edited text a finding is.

use domain::json_text::{Indexer, line_of_path};

/// A place in a text, as a text field counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourcePlace {
    /// In UTF-16 units from the start.
    pub start: u32,
    pub end: u32,
    /// From 0.
    pub line: u32,
}

/// The place that `path` names; where the text is no JSON, the place that breaks it.
pub fn source_place(text: &str, path: &str) -> SourcePlace {
    let mut indexer = Indexer::new(text.to_owned());
    let range = if let Err(error) = indexer.step(text.len().max(1)) {
        error.offset..error.offset
    } else {
        let document = indexer.document();
        let line = line_of_path(document, path);
        document.line(line).map_or(0..0, |line| line.range)
    };
    let boundary = |at: usize| {
        (0..=at.min(text.len()))
            .rev()
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or_default()
    };
    let (start, end) = (boundary(range.start), boundary(range.end));
    let units = |text: &str| text.encode_utf16().count() as u32;
    let before = units(&text[..start]);
    SourcePlace {
        start: before,
        end: before + units(&text[start..end]),
        line: text[..start].bytes().filter(|byte| *byte == b'\n').count() as u32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_in_the_text_as_it_is_typed() {
        let text = "{\n  \"🚗\": 1,\n  \"annotations\": [\n    {\"left\": 1.0}]}";
        let place = source_place(text, "annotations[0].left");
        assert_eq!(place.line, 3);
        let units: Vec<u16> = text.encode_utf16().collect();
        let marked = &units[place.start as usize..place.end as usize];
        assert_eq!(String::from_utf16(marked).unwrap(), "\"left\": 1.0");
    }

    #[test]
    fn broken_text_is_found_where_it_breaks() {
        assert_eq!(source_place("{\n\"a\": 1,\n}", "").line, 2);
        assert_eq!(source_place("", "").line, 0);
    }
}
