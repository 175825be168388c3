//! Which batches are listed.

use domain::api::BatchStatus;
use domain::batch_list::BatchesLink;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// State, project and a part of the name; each leads to another address.
#[component]
pub(super) fn Filters(link: BatchesLink, projects: Vec<String>) -> impl IntoView {
    let navigate = StoredValue::new(use_navigate());
    let go = move |link: BatchesLink| {
        navigate.with_value(|navigate| navigate(&link.path(), NavigateOptions::default()));
    };
    // From the newest on: a place in another list means nothing.
    let link = StoredValue::new(BatchesLink {
        before: None,
        ..link
    });
    let chosen = link.get_value();
    let state = |status: Option<BatchStatus>| {
        let is_on = chosen.status == status;
        let href = BatchesLink {
            status,
            ..chosen.clone()
        }
        .path();
        view! {
            <a href=href class="segment" aria-current=is_on.then_some("true")>
                {status.map_or("All", BatchStatus::label)}
            </a>
        }
    };
    let text = RwSignal::new(chosen.text.clone());
    let find = move |event: SubmitEvent| {
        event.prevent_default();
        go(BatchesLink {
            text: text.get_untracked().trim().to_owned(),
            ..link.get_value()
        });
    };
    let choose_project = move |event: leptos::ev::Event| {
        let name = event_target_value(&event);
        go(BatchesLink {
            project: (!name.is_empty()).then_some(name),
            ..link.get_value()
        });
    };
    // One that the link names is shown, also where there is none of that name.
    let unknown = chosen
        .project
        .clone()
        .filter(|project| !projects.contains(project));
    let options = unknown
        .into_iter()
        .chain(projects)
        .map(|name| {
            let is_on = chosen.project.as_ref() == Some(&name);
            view! { <option value=name.clone() selected=is_on>{name.clone()}</option> }
        })
        .collect_view();
    view! {
        <div class="batch-filters">
            <nav class="segments" aria-label="State">
                {state(None)}
                {BatchStatus::ALL.iter().map(|status| state(Some(*status))).collect_view()}
            </nav>
            <select aria-label="Project" on:change=choose_project>
                <option value="" selected=chosen.project.is_none()>"All projects"</option>
                {options}
            </select>
            <form role="search" on:submit=find>
                <input
                    id="batch-search"
                    type="search"
                    placeholder="Find by name"
                    aria-label="Find by name"
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="200"
                    value=chosen.text
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </form>
        </div>
    }
}
