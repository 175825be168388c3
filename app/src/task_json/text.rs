//! A JSON text on its way to the screen.

use std::time::Duration;

use domain::json_text::{Document, Folds, Indexer, JsonError, Search};
use leptos::prelude::*;

/// Bytes that are indexed or searched before the browser may draw again: a few milliseconds.
const SLICE: usize = 512 * 1024;

/// A text with its lines, folds and search. What is in it is not reactive: `changed` counts its
/// changes.
#[derive(Clone, Copy)]
pub struct JsonText {
    inner: StoredValue<Inner>,
    changed: RwSignal<u32>,
    /// How far the indexing is; `None` once all lines are known.
    pub progress: RwSignal<Option<f64>>,
    pub problem: RwSignal<Option<JsonError>>,
    pub is_searching: RwSignal<bool>,
}

enum Lines {
    Indexing(Box<Indexer>),
    All(Document),
}

struct Inner {
    lines: Lines,
    folds: Folds,
    search: Option<Search>,
    /// Counts the searches, so that the slices of an earlier one stop.
    searches: u32,
}

impl Inner {
    fn document(&self) -> &Document {
        match &self.lines {
            Lines::Indexing(indexer) => indexer.document(),
            Lines::All(document) => document,
        }
    }
}

impl JsonText {
    /// Begins to index a text.
    pub fn new(text: String) -> Self {
        let json = Self {
            inner: StoredValue::new(Inner {
                lines: Lines::Indexing(Box::new(Indexer::new(text))),
                folds: Folds::default(),
                search: None,
                searches: 0,
            }),
            changed: RwSignal::new(0),
            progress: RwSignal::new(Some(0.0)),
            problem: RwSignal::new(None),
            is_searching: RwSignal::new(false),
        };
        json.index_on();
        json
    }

    fn index_on(self) {
        let mut is_done = true;
        let stepped = self.inner.try_update_value(|inner| {
            let Lines::Indexing(indexer) = &mut inner.lines else {
                return;
            };
            match indexer.step(SLICE) {
                Ok(progress) if progress.finished => {
                    let indexer = std::mem::replace(indexer, Box::new(Indexer::new(String::new())));
                    inner.lines = Lines::All(indexer.into_document());
                    self.progress.set(None);
                }
                Ok(progress) => {
                    is_done = false;
                    let part = progress.done_bytes as f64 / progress.total_bytes.max(1) as f64;
                    self.progress.set(Some(part));
                }
                Err(error) => {
                    self.problem.set(Some(error));
                    self.progress.set(None);
                }
            }
        });
        if stepped.is_none() {
            return;
        }
        self.touch();
        if !is_done {
            set_timeout(move || self.index_on(), Duration::ZERO);
        }
    }

    fn touch(self) {
        self.changed
            .update(|changed| *changed = changed.wrapping_add(1));
    }

    /// Reads lines and folds, again whenever they change.
    pub fn with<T>(self, read: impl FnOnce(&Document, &Folds, Option<&Search>) -> T) -> T {
        self.changed.track();
        self.inner
            .with_value(|inner| read(inner.document(), &inner.folds, inner.search.as_ref()))
    }

    /// The row of a line; `None` once the reader has gone.
    pub fn row_of(self, line: u32) -> Option<u32> {
        self.inner.try_with_value(|inner| inner.folds.row_of(line))
    }

    fn change_folds(self, change: impl FnOnce(&mut Folds, &Document)) {
        self.inner.update_value(|inner| {
            let mut folds = std::mem::take(&mut inner.folds);
            change(&mut folds, inner.document());
            inner.folds = folds;
        });
        self.touch();
    }

    pub fn toggle(self, line: u32) {
        self.change_folds(|folds, document| folds.toggle(document, line));
    }

    /// Leaves the outermost level open.
    pub fn fold_all(self) {
        self.change_folds(|folds, document| folds.fold_from_depth(document, 1));
    }

    pub fn unfold_all(self) {
        self.change_folds(|folds, _| folds.unfold_all());
    }

    pub fn reveal(self, line: u32) {
        self.change_folds(|folds, document| folds.reveal(document, line));
    }

    /// Begins a search; an empty text ends it.
    pub fn search(self, text: &str) {
        let mut searches = 0;
        self.inner.update_value(|inner| {
            inner.searches = inner.searches.wrapping_add(1);
            searches = inner.searches;
            inner.search = (!text.is_empty()).then(|| Search::new(text));
        });
        self.is_searching.set(!text.is_empty());
        self.search_on(searches);
    }

    fn search_on(self, searches: u32) {
        let is_done = self.inner.try_update_value(|inner| {
            if inner.searches != searches {
                return None;
            }
            let mut search = inner.search.take()?;
            let is_done = search.step(inner.document(), SLICE);
            inner.search = Some(search);
            Some(is_done && matches!(inner.lines, Lines::All(_)))
        });
        let Some(is_done) = is_done else { return };
        self.touch();
        match is_done {
            Some(false) => set_timeout(move || self.search_on(searches), Duration::ZERO),
            Some(true) => self.is_searching.set(false),
            None => {}
        }
    }
}
