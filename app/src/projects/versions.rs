//! What a project's parameters were before.

use domain::project::ParamsVersion;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::params_of_version;
use super::editor::Editor;
use super::page::ProjectState;
use super::params::readable;
use crate::AppError;
use crate::access::chosen_zone;
use crate::task_page::TimeText;

/// All versions, the newest first, each to be looked at.
#[component]
pub(super) fn Versions(
    project: ProjectState,
    /// Where a version may be put; `None`: nowhere.
    editor: Option<Editor>,
) -> impl IntoView {
    let versions = move || {
        let versions = project.facts.with(|facts| facts.versions.clone());
        versions.into_iter().rev().collect::<Vec<_>>()
    };
    let count = move || project.facts.with(|facts| facts.versions.len());
    view! {
        <Show when=move || { count() > 0 }>
            <details class="project-versions">
                <summary>{move || format!("Versions ({})", count())}</summary>
                <ul class="settings-list">
                    <For
                        each=versions
                        key=|version| version.version
                        children=move |version| view! { <VersionLine project version editor /> }
                    />
                </ul>
            </details>
        </Show>
    }
}

#[component]
fn VersionLine(
    project: ProjectState,
    version: ParamsVersion,
    editor: Option<Editor>,
) -> impl IntoView {
    let zone = chosen_zone();
    let number = version.version;
    let is_shown = RwSignal::new(false);
    let found = RwSignal::new(None::<Result<String, AppError>>);
    let show = move |_| {
        is_shown.update(|is_shown| *is_shown = !*is_shown);
        if is_shown.get_untracked() && !matches!(found.get_untracked(), Some(Ok(_))) {
            found.set(None);
            spawn_local(async move {
                let answer = params_of_version(project.id(), number).await;
                found.try_set(Some(answer.map(|params| readable(&params))));
            });
        }
    };
    let text = move || match found.get() {
        None => view! { <p class="soft" role="status">"Fetching it…"</p> }.into_any(),
        Some(Err(error)) => {
            view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any()
        }
        Some(Ok(params)) => view! {
            {editor
                .map(|editor| {
                    let params = params.clone();
                    view! {
                        <button
                            type="button"
                            class="button small"
                            on:click=move |_| editor.put(params.clone())
                        >
                            "Put it into the editor"
                        </button>
                    }
                })}
            <pre class="project-text" tabindex="0">{params}</pre>
        }
        .into_any(),
    };
    view! {
        <li>
            <span class="grow">
                <strong>{format!("Version {number}")}</strong>
                <span class="soft"><TimeText at=version.created_at zone /></span>
            </span>
            <button
                type="button"
                class="button small"
                aria-expanded=move || is_shown.get().to_string()
                aria-label=format!("Show version {number}")
                on:click=show
            >
                {move || if is_shown.get() { "Hide" } else { "Show" }}
            </button>
            <Show when=move || is_shown.get()>
                <div class="project-version">{text}</div>
            </Show>
        </li>
    }
}
