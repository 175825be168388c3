//! Which lines are folded away, and what is on screen at which row.

use std::collections::BTreeSet;

use super::document::Document;

/// The folded objects and arrays of a [`Document`]. A folded one shows its opening line alone. Rows
/// are the visible lines, counted from 0; finding one takes the logarithm of the number of folds.
#[derive(Debug, Clone, Default)]
pub struct Folds {
    /// Opening lines, also of folds inside other folds.
    folded: BTreeSet<u32>,
    /// The outermost folds in order.
    hidden: Vec<Hidden>,
}

/// Lines `opening + 1 ..= close` are hidden.
#[derive(Debug, Clone, Copy)]
struct Hidden {
    opening: u32,
    close: u32,
    /// How many lines all earlier folds hide.
    before: u32,
}

impl Hidden {
    /// How many lines this fold and all earlier ones hide.
    const fn total(self) -> u32 {
        self.before + (self.close - self.opening)
    }

    const fn row(self) -> u32 {
        self.opening - self.before
    }
}

impl Folds {
    pub fn is_folded(&self, line: u32) -> bool {
        self.folded.contains(&line)
    }

    /// Folds an opening line, or unfolds a folded one. Other lines stay as they are.
    pub fn toggle(&mut self, document: &Document, line: u32) {
        if !self.folded.remove(&line) && closes(document, line).is_some() {
            self.folded.insert(line);
        }
        self.arrange(document);
    }

    /// Folds everything that opens at this depth or deeper.
    pub fn fold_from_depth(&mut self, document: &Document, depth: u32) {
        self.folded = (0..document.line_count())
            .filter(|line| {
                document
                    .line(*line)
                    .is_some_and(|line| line.close.is_some() && line.depth >= depth)
            })
            .collect();
        self.arrange(document);
    }

    pub fn unfold_all(&mut self) {
        self.folded.clear();
        self.hidden.clear();
    }

    /// Unfolds whatever hides a line.
    pub fn reveal(&mut self, document: &Document, line: u32) {
        self.folded.retain(|opening| {
            *opening >= line || closes(document, *opening).is_none_or(|close| close < line)
        });
        self.arrange(document);
    }

    /// How many lines are visible.
    pub fn row_count(&self, document: &Document) -> u32 {
        let hidden = self.hidden.last().map_or(0, |last| last.total());
        document.line_count() - hidden
    }

    /// The line at a row; past the last row it is past the last line.
    pub fn line_at(&self, row: u32) -> u32 {
        let folds = self.hidden.partition_point(|hidden| hidden.row() < row);
        row + self.hidden_by(folds)
    }

    /// The row of a line, or of the fold that hides it.
    pub fn row_of(&self, line: u32) -> u32 {
        let folds = self.hidden.partition_point(|hidden| hidden.opening < line);
        match folds.checked_sub(1).map(|last| self.hidden[last]) {
            Some(hidden) if line <= hidden.close => hidden.row(),
            _ => line - self.hidden_by(folds),
        }
    }

    /// How many lines the first `folds` folds hide.
    fn hidden_by(&self, folds: usize) -> u32 {
        folds
            .checked_sub(1)
            .map_or(0, |last| self.hidden[last].total())
    }

    fn arrange(&mut self, document: &Document) {
        self.hidden.clear();
        for opening in &self.folded {
            let last = self.hidden.last().copied();
            let Some(close) = closes(document, *opening) else {
                continue;
            };
            if last.is_some_and(|last| *opening <= last.close) {
                continue;
            }
            self.hidden.push(Hidden {
                opening: *opening,
                close,
                before: last.map_or(0, Hidden::total),
            });
        }
    }
}

fn closes(document: &Document, line: u32) -> Option<u32> {
    document.line(line)?.close
}
