//! JSON with line breaks and indentation, otherwise as it was.

use super::error::JsonError;
use super::indexer::Indexer;

/// Deeper lines stay at this indentation, so that a hostile nesting cannot blow up the output.
const MOST_LEVELS: u32 = 32;

/// Breaks a JSON text into indented lines (two spaces a level) and keeps the order of keys and the
/// spelling of every number and string.
///
/// # Errors
/// The first place where the text is not JSON.
///
/// ```
/// let text = domain::json_text::pretty(r#"{"width":1.0,"tags":[]}"#)?;
/// assert_eq!(text, "{\n  \"width\": 1.0,\n  \"tags\": []\n}");
/// # Ok::<(), domain::json_text::JsonError>(())
/// ```
pub fn pretty(text: &str) -> Result<String, JsonError> {
    let mut indexer = Indexer::new(text.to_owned());
    indexer.step(text.len())?;
    let document = indexer.into_document();
    let mut out = String::with_capacity(text.len() * 2);
    for (number, line) in (0..).zip(&document.lines) {
        if number > 0 {
            out.push('\n');
        }
        for _ in 0..line.depth.min(MOST_LEVELS) {
            out.push_str("  ");
        }
        document.push_line_text(number, &mut out);
    }
    Ok(out)
}
