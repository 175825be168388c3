//! A text of a project while somebody changes it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::KeyboardEvent;

use super::calls::{ProjectChange, change_project};
use super::draft::Draft;
use super::page::ProjectState;
use crate::AppError;
use crate::access::{Outcome, Said};
use crate::draft;

/// What was typed, beside what is saved; signals, so it is copied freely.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    project: ProjectState,
    saved: Memo<String>,
    pub text: RwSignal<String>,
    /// Changes when we put a text into the field, `text` with every key.
    shown: RwSignal<String>,
    pub is_changed: Memo<bool>,
    is_busy: RwSignal<bool>,
    is_kept: RwSignal<bool>,
    /// A draft of the version that it names is in the field.
    #[allow(
        clippy::option_option,
        reason = "a draft may be older than any version"
    )]
    restored: RwSignal<Option<Option<i32>>>,
    outcome: RwSignal<Option<Outcome>>,
}

impl Editor {
    /// `part` tells the drafts of a project's texts apart.
    pub fn new(project: ProjectState, part: &'static str, saved: Memo<String>) -> Self {
        let start = saved.get_untracked();
        let text = RwSignal::new(start.clone());
        let editor = Self {
            project,
            saved,
            text,
            shown: RwSignal::new(start),
            is_changed: Memo::new(move |_| text.with(|text| saved.with(|saved| text != saved))),
            is_busy: RwSignal::new(false),
            is_kept: RwSignal::new(true),
            restored: RwSignal::new(None),
            outcome: RwSignal::new(None),
        };
        editor.keep_drafts(format!("project:{}:{part}", project.id()));
        editor
    }

    fn keep_drafts(self, key: String) {
        let found = StoredValue::new(false);
        Effect::new(move |before: Option<String>| {
            let saved = self.saved.get();
            // What nobody has touched follows what somebody else saved.
            if before.is_some_and(|before| self.text.with_untracked(|text| *text == before)) {
                self.put(saved.clone());
            }
            saved
        });
        Effect::new(move |_| {
            if !found.get_value() {
                found.set_value(true);
                if let Some(draft) = draft::load::<Draft>(&key)
                    && self.saved.with_untracked(|saved| draft.text != *saved)
                {
                    self.put(draft.text);
                    self.restored.set(Some(draft.version));
                }
            }
            let text = self.text.get();
            if self.is_changed.get() {
                let version = self
                    .restored
                    .get_untracked()
                    .unwrap_or_else(|| self.project.version());
                self.is_kept
                    .set(draft::save(&key, &Draft { version, text }));
            } else {
                draft::remove(&key);
            }
        });
    }

    /// Shows a text in the field.
    pub fn put(self, text: String) {
        self.shown.set(text.clone());
        self.text.set(text);
    }

    fn start_over(self) {
        self.restored.set(None);
        self.outcome.set(None);
        self.put(self.saved.get_untracked());
    }

    /// Makes the change out of the version and the text. Where somebody else was first, the text
    /// stays, and saving it again puts it in the place of theirs.
    fn save(self, change: fn(Option<i32>, String) -> ProjectChange) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let change = change(self.project.version(), self.text.get_untracked());
        spawn_local(async move {
            let result = change_project(self.project.id(), change).await;
            let is_read = self.project.read().await;
            let outcome = match result {
                Ok(()) => {
                    if is_read {
                        self.restored.try_set(None);
                        self.put(self.saved.get_untracked());
                    }
                    Outcome::Done("Saved; tasks that are made from now on get it.".to_owned())
                }
                Err(AppError::Conflict(_)) => {
                    self.restored.try_set(None);
                    Outcome::Failed(
                        "Somebody saved a version meanwhile; it is in the list of versions. Your \
                         text is still here: saving it again puts it in the place of theirs."
                            .to_owned(),
                    )
                }
                Err(error) => Outcome::Failed(error.to_string()),
            };
            self.outcome.try_set(Some(outcome));
            self.is_busy.try_set(false);
        });
    }
}

/// The field, and what was found for it in this browser.
#[component]
pub(super) fn EditorField(
    editor: Editor,
    id: &'static str,
    label: &'static str,
    /// `code` or `prose`.
    class: &'static str,
    can_save: Signal<bool>,
    change: fn(Option<i32>, String) -> ProjectChange,
) -> impl IntoView {
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            if can_save.get_untracked() {
                editor.save(change);
            }
        }
    };
    view! {
        {move || {
            editor
                .restored
                .get()
                .map(|version| {
                    let is_old = version != editor.project.version();
                    let words = if is_old {
                        "Your unsaved text is back. It was made on a version before the present one: compare them before you save."
                    } else {
                        "Your unsaved text is back."
                    };
                    view! {
                        <p class="notice" class:warn=is_old role="status">
                            <span>{words}</span>
                            <button type="button" class="button small" on:click=move |_| editor.start_over()>
                                "Discard it"
                            </button>
                        </p>
                    }
                })
        }}
        <textarea
            id=id
            class=format!("project-field {class}")
            aria-label=label
            wrap=if class == "code" { "off" } else { "soft" }
            spellcheck=if class == "code" { "false" } else { "true" }
            autocomplete="off"
            rows="16"
            prop:value=move || editor.shown.get()
            on:input=move |event| editor.text.set(event_target_value(&event))
            on:keydown=on_key
        ></textarea>
    }
}

/// What can be done with the text, and what came of it.
#[component]
pub(super) fn EditorEnd(
    editor: Editor,
    save: &'static str,
    can_save: Signal<bool>,
    change: fn(Option<i32>, String) -> ProjectChange,
) -> impl IntoView {
    let state = move || match (
        editor.is_busy.get(),
        editor.is_changed.get(),
        editor.is_kept.get(),
    ) {
        (true, ..) => "Saving…",
        (_, false, _) => "Not changed",
        (_, true, true) => "Not saved; kept in this browser",
        (_, true, false) => "Not saved, and this browser cannot keep it",
    };
    view! {
        <Said outcome=editor.outcome />
        <div class="project-end">
            <span class="soft" role="status">{state}</span>
            <button
                type="button"
                class="button"
                disabled=move || !editor.is_changed.get() || editor.is_busy.get()
                on:click=move |_| editor.start_over()
            >
                "Discard"
            </button>
            <button
                type="button"
                class="button primary"
                disabled=move || !can_save.get() || editor.is_busy.get()
                on:click=move |_| editor.save(change)
            >
                {save}
            </button>
        </div>
    }
}
