//! The head of the page: which task this is, where it stands, and the way to its neighbours.

use domain::task_list::TaskRow;
use domain::{TaskId, Zone};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::time::TimeText;
use crate::clipboard::copy_text;

/// `query` is the list's query string, with `?` if there is one. `children` stand at the end of
/// the first line: buttons that act on the task.
#[component]
pub fn TaskHeader(
    row: TaskRow,
    previous: Option<TaskId>,
    next: Option<TaskId>,
    query: String,
    zone: Zone,
    children: Children,
) -> impl IntoView {
    let id = row.task_id.to_string();
    let named = |name: &'static str, value: Option<String>| {
        value.map(|value| {
            view! {
                <span class="head-fact">
                    <span class="name">{name}</span>
                    " "
                    <span class="value" title=value.clone()>{value.clone()}</span>
                </span>
            }
        })
    };
    let tags = row
        .tags
        .iter()
        .map(|tag| view! { <li class="tag">{tag.clone()}</li> })
        .collect_view();
    let review = row.review_status;
    view! {
        <header class="task-header">
            <div class="head-line">
                <a class="button quiet small back" href=format!("/tasks{query}") title="Back to the list (u)">
                    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6"><path d="M10 3 5 8l5 5" /></svg>
                    "Tasks"
                </a>
                <h1 class="mono" title="Task id">{id.clone()}</h1>
                <CopyButton text=id />
                <span class=format!("status {}", row.status)>{row.status.label()}</span>
                <span class=format!("review {review}")>{review.label()}</span>
                <div class="head-end">
                    {children()}
                    <nav class="neighbours" aria-label="Neighbours in the list">
                        <NeighbourLink to=previous query=query.clone() way=Way::Previous />
                        <NeighbourLink to=next query=query way=Way::Next />
                    </nav>
                </div>
            </div>
            <div class="head-facts">
                <span class="head-fact"><span class="value">{row.task_type.label()}</span></span>
                {named("Project", row.project)}
                {named("Batch", row.batch)}
                {named("Unique id", row.unique_id)}
                <span class="head-fact">
                    <span class="name">"Created"</span>
                    " "
                    <TimeText at=row.created_at zone />
                </span>
                {row
                    .completed_at
                    .map(|at| {
                        view! {
                            <span class="head-fact">
                                <span class="name">"Completed"</span>
                                " "
                                <TimeText at zone />
                            </span>
                        }
                    })}
                <span class="head-fact"><span class="name">{zone.label()}</span></span>
                {(!row.tags.is_empty()).then(|| view! { <ul class="tags" aria-label="Tags">{tags}</ul> })}
            </div>
        </header>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Previous,
    Next,
}

/// A link, or the same in grey at the end of the list.
#[component]
fn NeighbourLink(to: Option<TaskId>, query: String, way: Way) -> impl IntoView {
    let (name, title, path) = match way {
        Way::Previous => ("Previous task", "Previous task ([ or p)", "M10 3 5 8l5 5"),
        Way::Next => ("Next task", "Next task (] or n)", "M6 3l5 5-5 5"),
    };
    let icon = view! {
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6">
            <path d=path />
        </svg>
    };
    match to {
        Some(id) => view! {
            <a class="icon-button" href=format!("/tasks/{id}{query}") aria-label=name title=title>{icon}</a>
        }
        .into_any(),
        None => view! {
            <span class="icon-button at-end" role="img" aria-label=format!("{name}: none")>{icon}</span>
        }
        .into_any(),
    }
}

#[component]
fn CopyButton(text: String) -> impl IntoView {
    let said = RwSignal::new(None::<&'static str>);
    let copied = move || said.get() == Some("Copied");
    let copy = move |_| {
        let text = text.clone();
        spawn_local(async move {
            // A browser that refuses leaves the text to be selected by hand.
            let is_copied = copy_text(&text).await;
            said.try_set(Some(if is_copied {
                "Copied"
            } else {
                "The browser refused"
            }));
            set_timeout(
                move || _ = said.try_set(None),
                std::time::Duration::from_secs(2),
            );
        });
    };
    view! {
        <button class="icon-button copy" type="button" on:click=copy title="Copy the task id" aria-label="Copy the task id">
            <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.4">
                <path d=move || if copied() { "M3 8.5 6.5 12 13 4.5" } else { "M6 5.5h7v8H6zM3.5 10.5h-1v-8h7v1" } />
            </svg>
        </button>
        <span class="visually-hidden" role="status">{move || said.get()}</span>
    }
}
