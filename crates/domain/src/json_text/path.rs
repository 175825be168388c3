//! Where a path such as `annotations[3].width` is.

use super::document::{Document, TokenKind};

/// The line of the value that `path` names, or of the innermost one around it that is there. Keys
/// may hold dots; the longest that fits is meant.
///
/// ```
/// use domain::json_text::{Indexer, line_of_path};
///
/// let mut indexer = Indexer::new(r#"{"a": [{"b": 1}, {"b": 2}]}"#.to_owned());
/// indexer.step(usize::MAX)?;
/// let document = indexer.into_document();
/// assert_eq!(document.line_text(line_of_path(&document, "a[1].b")), "\"b\": 2");
/// # Ok::<(), domain::json_text::JsonError>(())
/// ```
pub fn line_of_path(document: &Document, path: &str) -> u32 {
    let mut line = 0;
    let mut rest = path;
    while let Some((child, left)) = child(document, line, rest) {
        line = child;
        rest = left.strip_prefix('.').unwrap_or(left);
    }
    line
}

/// The child of `parent` that `rest` begins with, and what is left of `rest`.
fn child<'a>(document: &Document, parent: u32, rest: &'a str) -> Option<(u32, &'a str)> {
    let mut children = children(document, parent)?;
    let opening = document.line_tokens(parent);
    if opening.last().is_some_and(|(_, token)| *token == "[") {
        let (place, left) = rest.strip_prefix('[')?.split_once(']')?;
        return Some((children.nth(place.parse().ok()?)?, left));
    }
    children
        .filter_map(|line| {
            let (_, token) = *document
                .line_tokens(line)
                .first()
                .filter(|(kind, _)| *kind == TokenKind::Key)?;
            let key: String = serde_json::from_str(token).ok()?;
            let left = rest.strip_prefix(&key)?;
            let ends = left.is_empty() || left.starts_with(['.', '[', ' ']);
            (ends && !key.is_empty()).then_some((line, left))
        })
        .min_by_key(|(_, left)| left.len())
}

/// The first lines of the values directly inside the one that opens at `parent`.
fn children(document: &Document, parent: u32) -> Option<impl Iterator<Item = u32>> {
    let close = document.line(parent)?.close?;
    Some(
        std::iter::successors(Some(parent + 1), move |line| {
            let end = document.line(*line)?.close.unwrap_or(*line);
            Some(end + 1)
        })
        .take_while(move |line| *line < close),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_text::Indexer;

    fn found(path: &str) -> String {
        let text = r#"{"annotations": [{"label": "a", "vertices": [{"x": 1}, {"x": 2}]}, {"label": "b"}],
                       "labelMapping": {"traffic": {}, "traffic.light": {"index": 7}, "é\"": 1}}"#;
        let mut indexer = Indexer::new(text.to_owned());
        indexer.step(text.len()).unwrap();
        let document = indexer.into_document();
        document.line_text(line_of_path(&document, path))
    }

    #[test]
    fn a_path_leads_to_its_value() {
        assert_eq!(found("annotations[0].vertices[1].x"), "\"x\": 2");
        assert_eq!(found("annotations[1].label"), "\"label\": \"b\"");
        assert_eq!(found("labelMapping.traffic.light.index"), "\"index\": 7");
        assert_eq!(found("labelMapping.é\""), "\"é\\\"\": 1");
    }

    #[test]
    fn what_is_not_there_leads_to_what_is_around_it() {
        assert_eq!(found(""), "{");
        assert_eq!(found("annotations[0].width"), "{");
        assert_eq!(found("annotations[9]"), "\"annotations\": [");
        assert_eq!(found("annotations (a1b2)"), "\"annotations\": [");
    }
}
