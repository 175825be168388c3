//! The walk over the source that finds the lines.

use super::document::{Document, LineEntry};
use super::error::JsonError;
use super::scan::{self, Broken};

/// Indexes a JSON text in slices, so that a browser stays responsive:
///
/// ```
/// use domain::json_text::Indexer;
///
/// let mut indexer = Indexer::new(r#"{"a": [1, 2.0]}"#.to_owned());
/// while !indexer.step(4)?.finished {
///     // Let the browser draw a frame; the lines so far can be shown.
/// }
/// let document = indexer.into_document();
/// assert_eq!(document.line_count(), 6);
/// assert_eq!(document.line_text(1), r#""a": ["#);
/// # Ok::<(), domain::json_text::JsonError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Indexer {
    document: Document,
    /// How far the source is indexed, in bytes.
    at: usize,
    expect: Expect,
    /// Where the line of a key starts whose value has not come yet.
    key_at: Option<usize>,
    /// The lines that opened an object or array which is not closed yet.
    open: Vec<u32>,
}

/// How far an [`Indexer`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub done_bytes: usize,
    pub total_bytes: usize,
    /// Lines found so far; all can be shown, and a comma may yet follow on the last.
    pub lines: u32,
    pub finished: bool,
}

/// What may come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// After `[`.
    ValueOrEnd,
    Key,
    /// After `{`.
    KeyOrEnd,
    Colon,
    CommaOrEnd,
    /// After the outermost value.
    Nothing,
}

impl Indexer {
    pub fn new(text: String) -> Self {
        Self {
            document: Document {
                text,
                lines: Vec::new(),
            },
            at: 0,
            expect: Expect::Value,
            key_at: None,
            open: Vec::new(),
        }
    }

    /// Indexes on for about `budget_bytes` of the source: to the end of the token there. After an
    /// error every further step answers the same error.
    ///
    /// # Errors
    /// The first place where the text is not JSON, or if it is larger than 4 GiB.
    pub fn step(&mut self, budget_bytes: usize) -> Result<Progress, JsonError> {
        let total = self.document.text.len();
        if u32::try_from(total).is_err() {
            return Err(self.error(0, "the text is larger than 4 GiB; download it instead"));
        }
        let stop = self.at.saturating_add(budget_bytes.max(1)).min(total);
        while self.at < stop {
            self.token()
                .map_err(|Broken { at, message }| self.error(at, message))?;
        }
        let finished = self.at == total;
        if finished && self.expect != Expect::Nothing {
            return Err(self.error(total, self.missing_at_end()));
        }
        Ok(Progress {
            done_bytes: self.at,
            total_bytes: total,
            lines: self.document.line_count(),
            finished,
        })
    }

    /// The lines found so far.
    pub fn document(&self) -> &Document {
        &self.document
    }

    pub fn into_document(self) -> Document {
        self.document
    }

    /// Takes the next token; whitespace before the end of the text counts as one.
    fn token(&mut self) -> Result<(), Broken> {
        let bytes = self.document.text.as_bytes();
        let at = scan::skip_whitespace(bytes, self.at);
        let Some(byte) = bytes.get(at).copied() else {
            self.at = at;
            return Ok(());
        };
        match (self.expect, byte) {
            (Expect::Value | Expect::ValueOrEnd, b'{') => self.open(at, Expect::KeyOrEnd),
            (Expect::Value | Expect::ValueOrEnd, b'[') => self.open(at, Expect::ValueOrEnd),
            (Expect::ValueOrEnd, b']') | (Expect::KeyOrEnd, b'}') => self.close_empty(at),
            (Expect::Value | Expect::ValueOrEnd, _) => {
                let end = scan::scalar(bytes, at)?;
                let start = self.key_at.take().unwrap_or(at);
                self.push_line(start, end);
                self.value_ends(end);
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => {
                let end = scan::string(bytes, at)?;
                self.key_at = Some(at);
                self.at = end;
                self.expect = Expect::Colon;
            }
            (Expect::Colon, b':') => {
                self.at = at + 1;
                self.expect = Expect::Value;
            }
            (Expect::CommaOrEnd, b',') => {
                if let Some(line) = self.document.lines.last_mut() {
                    line.end = at as u32 + 1;
                }
                self.at = at + 1;
                self.expect = if self.in_object() {
                    Expect::Key
                } else {
                    Expect::Value
                };
            }
            (Expect::CommaOrEnd, b'}') if self.in_object() => self.close(at),
            (Expect::CommaOrEnd, b']') if !self.in_object() => self.close(at),
            (expect, byte) => {
                let message = unexpected(expect, byte, self.in_object());
                return Err(Broken { at, message });
            }
        }
        Ok(())
    }

    fn push_line(&mut self, start: usize, end: usize) {
        self.document.lines.push(LineEntry {
            start: start as u32,
            end: end as u32,
            depth: self.open.len() as u32,
            close: 0,
        });
    }

    fn value_ends(&mut self, end: usize) {
        self.at = end;
        self.expect = if self.open.is_empty() {
            Expect::Nothing
        } else {
            Expect::CommaOrEnd
        };
    }

    fn open(&mut self, at: usize, expect: Expect) {
        let line = self.document.line_count();
        let start = self.key_at.take().unwrap_or(at);
        self.push_line(start, at + 1);
        self.open.push(line);
        self.at = at + 1;
        self.expect = expect;
    }

    fn close(&mut self, at: usize) {
        let close = self.document.line_count();
        if let Some(line) = self.open.pop() {
            self.document.lines[line as usize].close = close;
        }
        self.push_line(at, at + 1);
        self.value_ends(at + 1);
    }

    fn close_empty(&mut self, at: usize) {
        if let Some(line) = self.open.pop() {
            self.document.lines[line as usize].end = at as u32 + 1;
        }
        self.value_ends(at + 1);
    }

    /// Whether the innermost open container is an object: its line then ends with `{`, and an
    /// array's with `[`.
    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|line| {
            let end = self.document.lines[*line as usize].end as usize;
            self.document.text.as_bytes()[end - 1] == b'{'
        })
    }

    fn missing_at_end(&self) -> &'static str {
        match (self.open.is_empty(), self.in_object()) {
            (true, _) => "the text holds no value; give an object, array, string or number",
            (false, true) => "the text ends inside an object; add what is missing and `}`",
            (false, false) => "the text ends inside an array; add what is missing and `]`",
        }
    }

    fn error(&self, offset: usize, message: &str) -> JsonError {
        JsonError::at(&self.document.text, offset, message)
    }
}

fn unexpected(expect: Expect, byte: u8, in_object: bool) -> &'static str {
    match (expect, byte) {
        (Expect::Key, b'}') => "an entry is missing after the comma; remove the comma",
        (Expect::Key | Expect::KeyOrEnd, b'\'') => "a single quote; write keys in double quotes",
        (Expect::Key | Expect::KeyOrEnd, _) => "a key is missing here; give one in double quotes",
        (Expect::Colon, _) => "a `:` is missing between key and value",
        (Expect::Nothing, _) => "there is more text after the value; remove it",
        (_, b'}' | b']') if in_object => "an object is closed by `]`; close it by `}`",
        (_, b'}' | b']') => "an array is closed by `}`; close it by `]`",
        _ if in_object => "a `,` or `}` is missing after the value",
        _ => "a `,` or `]` is missing after the value",
    }
}
