//! The parameters that new tasks of a project get.

use domain::json_text::pretty;
use domain::project::{ProjectFacts, check_params};
use leptos::prelude::*;

use super::calls::ProjectChange;
use super::editor::{Editor, EditorEnd, EditorField};
use super::page::ProjectState;
use super::versions::Versions;

/// With line breaks; what is saved is JSON.
pub(super) fn readable(params: &str) -> String {
    pretty(params).unwrap_or_else(|_| params.to_owned())
}

fn change(version: Option<i32>, params: String) -> ProjectChange {
    ProjectChange::Params { version, params }
}

#[component]
pub(super) fn Params(project: ProjectState) -> impl IntoView {
    let saved = Memo::new(move |_| project.facts.with(|facts| readable(&facts.params)));
    let version = move || match project.facts.with(ProjectFacts::version) {
        Some(version) => format!("Version {version}"),
        None => "None set yet".to_owned(),
    };
    view! {
        <section class="card" aria-labelledby="params-title">
            <header>
                <h2 id="params-title">"Parameters"</h2>
                <p class="soft">{version} ". They fill in what a new task leaves out."</p>
            </header>
            {if project.can_manage {
                let editor = Editor::new(project, "params", saved);
                let checked = Memo::new(move |_| editor.text.with(|text| check_params(text)));
                let can_save = Signal::derive(move || {
                    editor.is_changed.get() && checked.with(Result::is_ok)
                });
                let tidy = move |_| editor.put(readable(&editor.text.get_untracked()));
                view! {
                    <div class="project-edit">
                        <EditorField editor id="params" label="Parameters as JSON" class="code" can_save change />
                        <div class="project-check">
                            <p role="status" class:bad=move || checked.with(Result::is_err)>
                                {move || match checked.get() {
                                    Ok(1) => "A JSON object with one parameter".to_owned(),
                                    Ok(count) => format!("A JSON object with {count} parameters"),
                                    Err(problem) => problem.to_string(),
                                }}
                            </p>
                            <button
                                type="button"
                                class="button small"
                                disabled=move || checked.with(Result::is_err)
                                on:click=tidy
                            >
                                "Tidy up"
                            </button>
                        </div>
                        <EditorEnd editor save="Save parameters" can_save change />
                    </div>
                    <Versions project editor=Some(editor) />
                }
                    .into_any()
            } else {
                view! {
                    <pre class="project-text" tabindex="0">{saved}</pre>
                    <Versions project editor=None />
                }
                    .into_any()
            }}
        </section>
    }
}
