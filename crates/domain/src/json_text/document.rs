//! A JSON text and the lines of its pretty-printed form.

use std::ops::Range;

use super::scan;

/// A JSON text with an index of the lines that it has when pretty-printed: every entry of an object
/// or array on a line of its own, empty ones closed on the line they open. The index takes 16 bytes
/// a line.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) text: String,
    pub(super) lines: Vec<LineEntry>,
}

/// Where a line is in the source. Its tokens lie there in order, with only insignificant whitespace
/// between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineEntry {
    pub start: u32,
    pub end: u32,
    pub depth: u32,
    /// The line that closes what this one opens; 0 if it opens nothing.
    pub close: u32,
}

/// What is known of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How far it is indented, in levels.
    pub depth: u32,
    /// In bytes of the source, from its first token to the end of its last.
    pub range: Range<usize>,
    /// The line that closes the object or array opened here; `None`: nothing to fold.
    pub close: Option<u32>,
}

/// What a token is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// The name of an entry, with its quotes.
    Key,
    /// A string, with its quotes.
    String,
    Number,
    /// `true`, `false` or `null`.
    Literal,
    /// One of `{ } [ ] : ,`.
    Punctuation,
}

impl Document {
    /// The source, byte for byte.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How many lines the pretty-printed form has; lines count from 0.
    pub fn line_count(&self) -> u32 {
        self.lines.len() as u32
    }

    pub fn line(&self, line: u32) -> Option<Line> {
        let entry = self.lines.get(line as usize)?;
        Some(Line {
            depth: entry.depth,
            range: entry.start as usize..entry.end as usize,
            close: (entry.close != 0).then_some(entry.close),
        })
    }

    /// The tokens of a line, spelled as in the source. Empty past the last line.
    pub fn line_tokens(&self, line: u32) -> Vec<(TokenKind, &str)> {
        self.tokens(line).collect()
    }

    /// A line as it is shown, without indentation: its tokens, with a space after a colon.
    pub fn line_text(&self, line: u32) -> String {
        let mut text = String::new();
        self.push_line_text(line, &mut text);
        text
    }

    pub(super) fn push_line_text(&self, line: u32, out: &mut String) {
        for (kind, token) in self.tokens(line) {
            out.push_str(token);
            if kind == TokenKind::Punctuation && token == ":" {
                out.push(' ');
            }
        }
    }

    fn tokens(&self, line: u32) -> Tokens<'_> {
        let range = self
            .lines
            .get(line as usize)
            .map_or(0..0, |entry| entry.start as usize..entry.end as usize);
        Tokens {
            line: self.text.get(range).unwrap_or_default(),
            at: 0,
        }
    }
}

struct Tokens<'a> {
    line: &'a str,
    at: usize,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (TokenKind, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let bytes = self.line.as_bytes();
        let start = scan::skip_whitespace(bytes, self.at);
        let kind = match bytes.get(start)? {
            b'{' | b'}' | b'[' | b']' | b':' | b',' => TokenKind::Punctuation,
            b'"' => TokenKind::String,
            b'-' | b'0'..=b'9' => TokenKind::Number,
            _ => TokenKind::Literal,
        };
        let end = if kind == TokenKind::Punctuation {
            start + 1
        } else {
            // An indexed line holds whole tokens only.
            scan::scalar(bytes, start).unwrap_or(bytes.len())
        };
        self.at = end;
        let follows = bytes.get(scan::skip_whitespace(bytes, end));
        let kind = if kind == TokenKind::String && follows == Some(&b':') {
            TokenKind::Key
        } else {
            kind
        };
        Some((kind, &self.line[start..end]))
    }
}
