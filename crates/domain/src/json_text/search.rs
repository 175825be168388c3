//! Text search in a document.

use super::document::Document;
use super::find::Needle;

/// A place where the searched text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Match {
    pub line: u32,
    /// In bytes of [`Document::line_text`]; the end is not part of it.
    pub start: u32,
    pub end: u32,
}

/// A search for plain text in the lines as they are shown, whatever the case; it goes on in slices
/// like the [`super::Indexer`]. Characters that the source writes as escapes are found as escapes.
#[derive(Debug, Clone)]
pub struct Search {
    needle: Needle,
    next_line: u32,
    matches: Vec<Match>,
    shown: String,
}

/// Where a search stops: nobody steps through more, and each match costs memory.
pub const MOST_MATCHES: usize = 100_000;

impl Search {
    /// Nothing matches an empty text.
    pub fn new(text: &str) -> Self {
        Self {
            needle: Needle::new(text),
            next_line: 0,
            matches: Vec::new(),
            shown: String::new(),
        }
    }

    /// Searches on for about `budget_bytes` of the lines; true once all the lines that the document
    /// has so far are searched, or [`MOST_MATCHES`] are found.
    pub fn step(&mut self, document: &Document, budget_bytes: usize) -> bool {
        let mut left = budget_bytes;
        while self.next_line < document.line_count() {
            if self.needle.is_empty() || self.is_full() {
                return true;
            }
            self.shown.clear();
            document.push_line_text(self.next_line, &mut self.shown);
            let mut from = 0;
            while let Some(found) = self.needle.find(&self.shown, from) {
                from = found.end;
                self.matches.push(Match {
                    line: self.next_line,
                    start: found.start as u32,
                    end: found.end as u32,
                });
            }
            self.next_line += 1;
            left = left.saturating_sub(self.shown.len());
            if left == 0 {
                return self.next_line == document.line_count();
            }
        }
        true
    }

    /// The matches found so far, in order.
    pub fn matches(&self) -> &[Match] {
        &self.matches
    }

    /// The matches on a line.
    pub fn on_line(&self, line: u32) -> &[Match] {
        let from = self.matches.partition_point(|found| found.line < line);
        let to = self.matches.partition_point(|found| found.line <= line);
        &self.matches[from..to]
    }

    /// Whether the search stopped because there are too many matches.
    pub fn is_full(&self) -> bool {
        self.matches.len() >= MOST_MATCHES
    }
}
