//! The files that were chosen, imported one after the other.

use domain::import_report::ImportReport;
use leptos::prelude::*;
use leptos::reactive::send_wrapper_ext::SendOption;
use leptos::task::spawn_local;
use web_sys::{File, FileList, XmlHttpRequest};

use super::upload::{Going, Stop, upload};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    Waiting,
    Going(Going),
    Done(ImportReport),
    Stopped(Stop),
    Canceled,
}

/// A chosen file.
#[derive(Clone, Copy)]
pub struct Entry {
    pub id: usize,
    pub name: StoredValue<String>,
    /// Bytes.
    pub size: u64,
    pub state: RwSignal<State>,
    file: StoredValue<File, LocalStorage>,
}

/// Signals, so it is copied freely.
#[derive(Clone, Copy)]
pub struct Queue {
    pub entries: RwSignal<Vec<Entry>>,
    pub project: RwSignal<String>,
    pub atomic: RwSignal<bool>,
    pub is_running: RwSignal<bool>,
    request: StoredValue<SendOption<XmlHttpRequest>>,
    next_id: StoredValue<usize>,
}

impl Queue {
    pub fn new() -> Self {
        let queue = Self {
            entries: RwSignal::new(Vec::new()),
            project: RwSignal::new(String::new()),
            atomic: RwSignal::new(false),
            is_running: RwSignal::new(false),
            request: StoredValue::new(SendOption::new_local(None)),
            next_id: StoredValue::new(0),
        };
        on_cleanup(move || queue.abort());
        queue
    }

    pub fn add(self, files: &FileList) {
        for at in 0..files.length() {
            let Some(file) = files.get(at) else { continue };
            let id = self.next_id.get_value();
            self.next_id.set_value(id + 1);
            let entry = Entry {
                id,
                name: StoredValue::new(file.name()),
                size: file.size() as u64,
                state: RwSignal::new(State::Waiting),
                file: StoredValue::new_local(file),
            };
            self.entries.update(|entries| entries.push(entry));
        }
    }

    pub fn remove(self, id: usize) {
        self.entries
            .update(|entries| entries.retain(|entry| entry.id != id));
    }

    pub fn is_waiting(self) -> bool {
        self.entries.with(|entries| {
            entries
                .iter()
                .any(|entry| entry.state.with(|state| *state == State::Waiting))
        })
    }

    /// Imports all that wait.
    pub fn start(self) {
        self.is_running.set(true);
        spawn_local(async move {
            while let Some(entry) = self.next() {
                self.import(entry).await;
            }
            // The page may be gone.
            let _ = self.is_running.try_set(false);
        });
    }

    fn next(self) -> Option<Entry> {
        self.entries.try_with_untracked(|entries| {
            let is_waiting =
                |entry: &&Entry| entry.state.with_untracked(|state| *state == State::Waiting);
            entries.iter().find(is_waiting).copied()
        })?
    }

    async fn import(self, entry: Entry) {
        let Ok(request) = XmlHttpRequest::new() else {
            entry.state.set(State::Canceled);
            return;
        };
        self.request
            .set_value(SendOption::new_local(Some(request.clone())));
        entry.state.set(State::Going(Going::default()));
        let project = self.project.get_untracked();
        let atomic = u8::from(self.atomic.get_untracked());
        let encoded = String::from(js_sys::encode_uri_component(project.trim()));
        let query = format!("project={encoded}&atomic={atomic}");
        let going = move |going| {
            // A canceled import stays so.
            if matches!(entry.state.try_get_untracked(), Some(State::Going(_))) {
                entry.state.set(State::Going(going));
            }
        };
        let file = entry.file.get_value();
        let outcome = upload(&request, &file, &query, going).await;
        let is_canceled = entry.state.try_get_untracked() == Some(State::Canceled);
        if !is_canceled {
            let _ = entry.state.try_set(match outcome {
                Ok(report) => State::Done(report),
                Err(stop) => State::Stopped(stop),
            });
        }
    }

    /// Breaks off what runs and forgets what waits.
    pub fn cancel(self) {
        self.entries.with_untracked(|entries| {
            for entry in entries {
                let ends = matches!(
                    entry.state.get_untracked(),
                    State::Waiting | State::Going(_)
                );
                if ends {
                    entry.state.set(State::Canceled);
                }
            }
        });
        self.abort();
    }

    fn abort(self) {
        self.request.try_update_value(|request| {
            if let Some(request) = Option::take(request) {
                // It fails only before it was opened.
                let _ = request.abort();
            }
        });
    }
}
