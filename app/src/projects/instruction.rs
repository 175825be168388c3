//! What labelers read where a task has no instruction of its own.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::{ProjectChange, preview_instruction};
use super::editor::{Editor, EditorEnd, EditorField};
use super::page::ProjectState;

/// How long typing rests before the preview is asked for.
const REST: Duration = Duration::from_millis(350);

fn change(version: Option<i32>, text: String) -> ProjectChange {
    ProjectChange::Instruction { version, text }
}

#[component]
pub(super) fn Instruction(
    project: ProjectState,
    /// The saved one.
    html: String,
) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="instruction-title">
            <header>
                <h2 id="instruction-title">"Instruction"</h2>
                <p class="soft">"For tasks that have none of their own."</p>
            </header>
            {if project.can_manage {
                view! { <InstructionEditor project html /> }.into_any()
            } else if html.is_empty() {
                view! { <p class="none soft">"There is none."</p> }.into_any()
            } else {
                view! { <Rendered html=Signal::stored(html) /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn InstructionEditor(project: ProjectState, html: String) -> impl IntoView {
    let saved = Memo::new(move |_| project.facts.with(|facts| facts.instruction.clone()));
    let editor = Editor::new(project, "instruction", saved);
    let html = RwSignal::new(html);
    let problem = RwSignal::new(None::<String>);
    let asked = StoredValue::new(saved.get_untracked());
    let ask = move || {
        let text = editor.text.get_untracked();
        asked.set_value(text.clone());
        spawn_local(async move {
            let answer = preview_instruction(text.clone()).await;
            // A later text is under way, or the page is left.
            if asked.try_get_value() != Some(text) {
                return;
            }
            match answer {
                Ok(rendered) => {
                    html.set(rendered);
                    problem.set(None);
                }
                Err(error) => problem.set(Some(format!("The preview is of before: {error}."))),
            }
        });
    };
    Effect::new(move |_| {
        let is_shown = editor
            .text
            .with(|text| asked.with_value(|asked| text == asked));
        if !is_shown {
            let timer = set_timeout_with_handle(ask, REST);
            on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
        }
    });
    let can_save = Signal::derive(move || editor.is_changed.get());
    view! {
        <div class="project-edit">
            <div class="project-write">
                <div class="project-source">
                    <EditorField
                        editor
                        id="instruction"
                        label="Instruction as Markdown"
                        class="prose"
                        can_save
                        change
                    />
                </div>
                <section class="project-preview" aria-label="Preview" tabindex="0">
                    <Show
                        when=move || html.with(|html| !html.trim().is_empty())
                        fallback=|| view! { <p class="none soft">"The preview of what you write is here."</p> }
                    >
                        <Rendered html=html.into() />
                    </Show>
                </section>
            </div>
            {move || problem.get().map(|text| view! { <p class="notice warn" role="status">{text}</p> })}
            <EditorEnd editor save="Save instruction" can_save change />
        </div>
    }
}

#[component]
fn Rendered(html: Signal<String>) -> impl IntoView {
    view! {
        <div class="instructions">
            <article inner_html=move || html.get()></article>
        </div>
    }
}
