//! The export dialog.

use domain::export::{ExportForm, ExportRequest};
use domain::task_list::{Column, Selection, TasksLink};
use leptos::prelude::*;

use super::form::FormFields;
use super::job::{Export, Job};
use super::size::size;
use crate::modal::{DialogHead, shown_while};

/// Exports what `link` shows or, if something is selected, that. Shown while `open`.
#[component]
pub fn ExportDialog(
    open: RwSignal<bool>,
    #[prop(into)] link: Signal<TasksLink>,
    #[prop(into)] selection: Signal<Option<Selection>>,
    /// How many tasks that is.
    #[prop(into)]
    total: Signal<usize>,
    /// The columns that the list shows, which a CSV file has first.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
) -> impl IntoView {
    let export = Export::new();
    let form = RwSignal::new(ExportForm::default());
    let request = move || {
        let link = link.get();
        ExportRequest {
            selection: selection.get().unwrap_or(Selection::AllMatching {
                filter: link.filter,
                except: Vec::new(),
            }),
            sort: link.sort,
            form: form.get(),
        }
    };
    let dialog = shown_while(open);
    Effect::new(move |_| {
        if open.get() && !matches!(export.job.get_untracked(), Job::Running { .. }) {
            export.job.set(Job::Idle);
            form.update(|form| form.columns = columns.get_untracked());
        }
    });
    Effect::new(move |_| {
        if open.get() {
            export.ask_estimate(request());
        }
    });
    let what = move || {
        let count = crate::task_list::number::grouped(total.get());
        let tasks = if total.get() == 1 { "task" } else { "tasks" };
        match selection.get() {
            Some(_) => format!("{count} selected {tasks}"),
            None => format!("{count} {tasks}: all that the filters show"),
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="export-dialog"
            aria-label="Export"
            on:close=move |_| open.set(false)
        >
            <DialogHead open title="Export" />
            <div class="content export-content">
                <p class="export-what">
                    <strong>{what}</strong>
                    <span class="export-estimate">{move || estimate_text(export)}</span>
                </p>
                <FormFields form disabled=Signal::derive(move || export.is_running()) />
                <Outcome export />
            </div>
            <footer>
                <Show when=move || selection.get().is_none() && !export.is_running()>
                    <a
                        class="button quiet export-link"
                        href=move || format!("/export?{}", ExportRequest::query(&link.get(), &form.get()))
                        download=""
                        rel="external"
                    >
                        "Plain download"
                    </a>
                </Show>
                <Show
                    when=move || export.is_running()
                    fallback=move || {
                        view! {
                            <button
                                type="button"
                                class="button primary"
                                disabled=move || total.get() == 0
                                on:click=move |_| export.start(untrack(request))
                            >
                                "Export"
                            </button>
                        }
                    }
                >
                    <button type="button" class="button" on:click=move |_| export.cancel()>
                        "Cancel"
                    </button>
                </Show>
            </footer>
        </dialog>
    }
}

fn estimate_text(export: Export) -> String {
    match export.estimate.get() {
        None => "estimating…".to_owned(),
        Some(Ok(estimate)) => format!("about {}", size(estimate.bytes)),
        Some(Err(error)) => format!("size unknown: {error}"),
    }
}

/// How the export goes, and what became of it.
#[component]
fn Outcome(export: Export) -> impl IntoView {
    let expected = move || match export.estimate.get() {
        Some(Ok(estimate)) => Some(estimate.bytes.max(1)),
        _ => None,
    };
    let running = move |bytes: u64| {
        let text = match expected() {
            Some(expected) => format!("{} of about {}", size(bytes), size(expected)),
            None => size(bytes),
        };
        // The estimate may be short of the file; only the end is the end.
        let share = expected().map(|expected| (bytes as f64 / expected as f64).min(0.99));
        view! {
            <div class="export-progress">
                <progress max="1" value=share.map(|share| share.to_string()) aria-label="Exported"></progress>
                <span>{text}</span>
            </div>
        }
        .into_any()
    };
    view! {
        <div class="export-outcome" role="status">
            {move || match export.job.get() {
                Job::Idle => ().into_any(),
                Job::Running { bytes } => running(bytes),
                Job::Saved { bytes } => {
                    view! { <p class="notice good">{format!("Saved: {}.", size(bytes))}</p> }.into_any()
                }
                Job::Canceled => view! { <p class="notice">"Canceled; nothing was saved."</p> }.into_any(),
                Job::Failed(why) => view! { <p class="notice bad">{why}</p> }.into_any(),
            }}
        </div>
    }
}
