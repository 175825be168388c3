//! Moving along the rows and selecting them.

use domain::task_list::TasksLink;
use leptos::prelude::*;

use super::list::TaskList;
use super::picked::Picked;

impl TaskList {
    /// Moves the row that keys act on; from none, to the first that is seen.
    pub fn step(self, by: isize) {
        let next = match self.current.get_untracked() {
            None => self.top.get_untracked(),
            Some(place) => place.saturating_add_signed(by),
        };
        let loaded = self
            .stretch
            .with_untracked(|stretch| stretch.get(next).is_some());
        if loaded {
            self.current.set(Some(next));
        }
    }

    /// The address of the current row's task.
    pub fn current_path(self) -> Option<String> {
        let place = self.current.get_untracked()?;
        let id = self
            .stretch
            .with_untracked(|stretch| stretch.get(place).map(|row| row.task_id))?;
        let link: TasksLink = self.link_here();
        Some(match link.query() {
            query if query.is_empty() => format!("/tasks/{id}"),
            query => format!("/tasks/{id}?{query}"),
        })
    }

    /// Selects the row at `place`, or not any more; with shift, all rows from the last one picked
    /// on, as this one becomes.
    pub fn pick(self, place: usize, with_shift: bool) {
        let anchor = self
            .anchor
            .get_untracked()
            .filter(|_| with_shift)
            .unwrap_or(place);
        let (from, to) = (anchor.min(place), anchor.max(place));
        self.stretch.with_untracked(|stretch| {
            let Some(row) = stretch.get(place) else {
                return;
            };
            self.picked.update(|picked| {
                let wanted = with_shift || !picked.has(row.task_id);
                for row in (from..=to).filter_map(|place| stretch.get(place)) {
                    picked.set(row.task_id, wanted);
                }
            });
        });
        self.anchor.set(Some(place));
    }

    /// Whether all loaded rows are selected; `None`: some of them.
    pub fn loaded_are_picked(self) -> Option<bool> {
        self.stretch.with(|stretch| {
            self.picked.with(|picked| {
                let count = stretch
                    .rows
                    .iter()
                    .filter(|row| picked.has(row.task_id))
                    .count();
                match count {
                    0 => Some(false),
                    count if count == stretch.rows.len() => Some(true),
                    _ => None,
                }
            })
        })
    }

    /// Selects all loaded rows; if they are, none.
    pub fn pick_loaded(self) {
        let picked = if untrack(|| self.loaded_are_picked()) == Some(true) {
            Picked::default()
        } else {
            let ids = |row: &domain::task_list::TaskRow| row.task_id;
            Picked::Only(
                self.stretch
                    .with_untracked(|stretch| stretch.rows.iter().map(ids).collect()),
            )
        };
        self.picked.set(picked);
    }

    /// Selects all tasks that the filter shows, loaded or not.
    pub fn pick_all(self) {
        self.picked
            .set(Picked::AllBut(std::collections::BTreeSet::new()));
    }

    /// How many tasks are selected. Tracks.
    pub fn picked_count(self) -> usize {
        let total = self.stretch.with(|stretch| stretch.total);
        self.picked.with(|picked| picked.count(total))
    }

    /// Escape: closes the preview, else the filters' sheet, else drops the selection.
    pub fn leave(self) -> bool {
        if self.preview.get_untracked().is_some() {
            self.preview.set(None);
            return true;
        }
        if self.filters_open.get_untracked() == Some(true) {
            self.filters_open.set(None);
            return true;
        }
        let some = untrack(|| self.picked_count()) > 0;
        if some {
            self.picked.set(Picked::default());
        }
        some
    }
}
