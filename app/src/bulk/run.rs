//! A bulk change on its way, step by step.

use std::time::Duration;

use domain::audit::UNDO_WINDOW;
use domain::task_list::Selection;
use domain::{BulkChunk, TaskFailure};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::action::BulkAction;
use super::calls::{Begun, begin_bulk, step_bulk, undo_bulk};
use crate::AppError;

/// Failures that are listed; more are only counted.
pub const LISTED_FAILURES: usize = 100;

/// The server counts from when the last task was judged, and its answer took a moment to come.
const UNDO_SHOWN: Duration = Duration::from_millis(UNDO_WINDOW.num_milliseconds() as u64 - 500);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Idle,
    Working,
    Undoing,
    /// All is done, or it was stopped, or an error ended it.
    Over,
}

/// How far a bulk change is, and what came of it; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub struct BulkRun {
    pub phase: RwSignal<Phase>,
    /// How many tasks it is about.
    pub total: RwSignal<usize>,
    /// How many of them it has seen.
    pub met: RwSignal<usize>,
    pub changed: RwSignal<usize>,
    pub failed: RwSignal<usize>,
    pub failures: RwSignal<Vec<TaskFailure>>,
    /// `accepted` and the like.
    pub done_word: RwSignal<&'static str>,
    pub is_stopped: RwSignal<bool>,
    pub error: RwSignal<Option<AppError>>,
    /// The audits that can still be taken back.
    pub undoable: RwSignal<Option<i64>>,
    on_done: Callback<()>,
}

impl BulkRun {
    /// `on_done` is called when tasks have changed, also by an undo.
    pub fn new(on_done: Callback<()>) -> Self {
        Self {
            phase: RwSignal::new(Phase::Idle),
            total: RwSignal::new(0),
            met: RwSignal::new(0),
            changed: RwSignal::new(0),
            failed: RwSignal::new(0),
            failures: RwSignal::new(Vec::new()),
            done_word: RwSignal::new("changed"),
            is_stopped: RwSignal::new(false),
            error: RwSignal::new(None),
            undoable: RwSignal::new(None),
            on_done,
        }
    }

    pub fn is_busy(self) -> bool {
        matches!(self.phase.get(), Phase::Working | Phase::Undoing)
    }

    /// Does `action` to `count` selected tasks.
    pub fn start(self, selection: Selection, count: usize, action: BulkAction) {
        self.clear(Phase::Working, count, action.done());
        spawn_local(async move {
            match begin_bulk(action.clone()).await {
                Ok(begun) => {
                    self.walk(selection, action, begun).await;
                    self.offer_undo(begun);
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
            self.end();
        });
    }

    /// Takes the audits of this run back.
    pub fn undo(self) {
        let Some(bulk_id) = self.undoable.get_untracked() else {
            return;
        };
        self.clear(Phase::Undoing, self.changed.get_untracked(), "restored");
        spawn_local(async move {
            let mut after_audit = Some(0);
            while let Some(after) = after_audit.filter(|_| self.goes_on()) {
                match undo_bulk(bulk_id, after).await {
                    Ok(undone) => {
                        self.note(undone.chunk.done + undone.chunk.failed.len(), undone.chunk);
                        after_audit = undone.after_audit;
                    }
                    Err(error) => {
                        self.error.try_set(Some(error));
                        break;
                    }
                }
            }
            self.end();
        });
    }

    pub fn stop(self) {
        self.is_stopped.set(true);
    }

    /// Forgets what came of it.
    pub fn dismiss(self) {
        self.clear(Phase::Idle, 0, "changed");
    }

    async fn walk(self, selection: Selection, action: BulkAction, begun: Begun) {
        let mut after_seq = Some(0);
        while let Some(after) = after_seq.filter(|_| self.goes_on()) {
            match step_bulk(selection.clone(), action.clone(), begun, after).await {
                Ok(step) => {
                    after_seq = step.after_seq;
                    self.note(step.met, step.chunk);
                }
                Err(error) => {
                    self.error.try_set(Some(error));
                    break;
                }
            }
        }
    }

    /// Whether nobody stopped it and the page is still there.
    fn goes_on(self) -> bool {
        self.is_stopped.try_get_untracked() == Some(false)
    }

    fn note(self, met: usize, chunk: BulkChunk) {
        let _ = self.met.try_update(|sum| *sum += met);
        let _ = self.changed.try_update(|sum| *sum += chunk.done);
        let _ = self.failed.try_update(|sum| *sum += chunk.failed.len());
        let _ = self.failures.try_update(|failures| {
            let room = LISTED_FAILURES.saturating_sub(failures.len());
            failures.extend(chunk.failed.into_iter().take(room));
        });
    }

    fn offer_undo(self, begun: Begun) {
        let some = self.changed.try_get_untracked().unwrap_or_default() > 0;
        let Some(bulk_id) = begun.bulk_id.filter(|_| some) else {
            return;
        };
        self.undoable.try_set(Some(bulk_id));
        set_timeout(
            move || {
                // Unless another run has begun meanwhile.
                if self.undoable.try_get_untracked() == Some(Some(bulk_id)) {
                    self.undoable.set(None);
                }
            },
            UNDO_SHOWN,
        );
    }

    fn end(self) {
        // A page that is gone has nothing to show.
        if self.phase.try_set(Phase::Over).is_some() {
            return;
        }
        if self.changed.get_untracked() > 0 {
            self.on_done.run(());
        }
    }

    fn clear(self, phase: Phase, total: usize, done_word: &'static str) {
        self.phase.set(phase);
        self.total.set(total);
        self.met.set(0);
        self.changed.set(0);
        self.failed.set(0);
        self.failures.set(Vec::new());
        self.done_word.set(done_word);
        self.is_stopped.set(false);
        self.error.set(None);
        self.undoable.set(None);
    }
}
