//! `/import`

use domain::Role;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use wasm_bindgen::JsCast;

use super::queue::{Entry, Queue, State};
use super::report::ReportView;
use super::upload::Going;
use crate::AppError;
use crate::export::size::size;
use crate::viewer::Viewer;

/// Choosing and importing files, for admins.
#[component]
pub fn ImportPage() -> impl IntoView {
    let viewer = expect_context::<Resource<Result<Option<Viewer>, AppError>>>();
    view! {
        <Title text="Import" />
        <Suspense>
            {move || Suspend::new(async move {
                let viewer = viewer.await.ok().flatten();
                match viewer {
                    Some(viewer) if viewer.role.allows(Role::Admin) => {
                        view! { <Import team=viewer.team_name /> }.into_any()
                    }
                    _ => {
                        view! {
                            <main id="main" class="message-page">
                                <h1>"Importing needs the role Admin"</h1>
                                <p>"Ask an admin of your team to import, or for that role."</p>
                            </main>
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
    }
}

#[component]
fn Import(team: String) -> impl IntoView {
    let queue = Queue::new();
    view! {
        <main id="main" class="import-page">
            <h1>"Import tasks"</h1>
            <p class="import-intro">
                "Files of tasks in Scale’s form, into the team " <strong>{team}</strong>
                ": a JSON array, or one task a line (JSONL), packed with gzip or not, of any size. \
                 A task that is here already, word for word, changes nothing."
            </p>
            <DropZone queue />
            <OptionFields queue />
            <Show when=move || queue.entries.with(|entries| !entries.is_empty())>
                <ul class="import-files" aria-label="Chosen files">
                    <For
                        each=move || queue.entries.get()
                        key=|entry| entry.id
                        children=move |entry| view! { <FileView queue entry /> }
                    />
                </ul>
            </Show>
            <div class="import-buttons">
                <button
                    type="button"
                    class="button primary"
                    disabled=move || queue.is_running.get() || !queue.is_waiting()
                    on:click=move |_| queue.start()
                >
                    "Import"
                </button>
                <Show when=move || queue.is_running.get()>
                    <button type="button" class="button" on:click=move |_| queue.cancel()>
                        "Cancel"
                    </button>
                </Show>
            </div>
            <p class="hint">
                "Attachments that are paths need the files beside them: run "
                <code>"server import FILE"</code> " where they are."
            </p>
        </main>
    }
}

/// Files are dropped here, or chosen.
#[component]
fn DropZone(queue: Queue) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let is_over = RwSignal::new(false);
    let chosen = move |_| {
        let Some(input) = input.get() else { return };
        if let Some(files) = input.files() {
            queue.add(&files);
        }
        // So that choosing the same file again is a change.
        input.set_value("");
    };
    let dropped = move |event: web_sys::DragEvent| {
        event.prevent_default();
        is_over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(files) = files {
            queue.add(&files);
        }
    };
    view! {
        <label
            class="import-drop"
            class:over=is_over
            on:dragover=move |event| {
                event.prevent_default();
                is_over.set(true);
            }
            on:dragleave=move |_| is_over.set(false)
            on:drop=move |event| dropped(event.unchecked_into())
        >
            <input
                node_ref=input
                type="file"
                class="visually-hidden"
                multiple
                accept=".json,.jsonl,.ndjson,.gz,application/json,application/gzip"
                on:change=chosen
            />
            <strong>"Choose files"</strong>
            <span>"or drop them here"</span>
        </label>
    }
}

#[component]
fn OptionFields(queue: Queue) -> impl IntoView {
    view! {
        <fieldset class="import-options" disabled=move || queue.is_running.get()>
            <legend class="visually-hidden">"Options"</legend>
            <div class="field">
                <label for="import-project">"Project"</label>
                <input
                    id="import-project"
                    type="text"
                    maxlength="200"
                    autocomplete="off"
                    prop:value=move || queue.project.get()
                    on:input=move |event| queue.project.set(event_target_value(&event))
                />
                <span class="hint">"For tasks that name none"</span>
            </div>
            <label class="import-atomic">
                <input
                    type="checkbox"
                    prop:checked=move || queue.atomic.get()
                    on:change=move |event| queue.atomic.set(event_target_checked(&event))
                />
                <span>
                    "All or nothing"
                    <span class="hint">"One bad record, and nothing of its file is taken"</span>
                </span>
            </label>
        </fieldset>
    }
}

#[component]
fn FileView(queue: Queue, entry: Entry) -> impl IntoView {
    let remove = move || {
        let can_go = !matches!(entry.state.get(), State::Going(_));
        can_go.then(|| {
            view! {
                <button
                    type="button"
                    class="button quiet small"
                    aria-label=format!("Remove {}", entry.name.get_value())
                    on:click=move |_| queue.remove(entry.id)
                >
                    "Remove"
                </button>
            }
        })
    };
    view! {
        <li class="import-file">
            <div class="import-file-head">
                <strong>{entry.name.get_value()}</strong>
                <span class="hint">{size(entry.size)}</span>
                {remove}
            </div>
            <div role="status">
                {move || match entry.state.get() {
                    State::Waiting => view! { <span class="hint">"Waiting"</span> }.into_any(),
                    State::Going(going) => view! { <GoingView going size=entry.size /> }.into_any(),
                    State::Done(report) => view! { <ReportView report /> }.into_any(),
                    State::Canceled => {
                        view! {
                            <p class="notice">
                                "Canceled. Tasks that were in already stay, unless all or nothing was asked for; \
                                 importing the file again takes nothing twice."
                            </p>
                        }
                            .into_any()
                    }
                    State::Stopped(stop) => {
                        view! {
                            <p class="notice bad">{stop.message}</p>
                            {stop.report.map(|report| view! { <ReportView report /> })}
                        }
                            .into_any()
                    }
                }}
            </div>
        </li>
    }
}

#[component]
fn GoingView(going: Going, size: u64) -> impl IntoView {
    let share = going.sent as f64 / size.max(1) as f64;
    let text = if going.sent < size {
        format!("{} of {} sent", self::size(going.sent), self::size(size))
    } else if going.report.added + going.report.unchanged > 0 {
        format!(
            "sent; {} tasks taken so far",
            going.report.added + going.report.unchanged
        )
    } else {
        "sent; taking the tasks in…".to_owned()
    };
    view! {
        <div class="import-going">
            <progress max="1" value=share.min(1.0).to_string() aria-label="Sent"></progress>
            <span>{text}</span>
        </div>
    }
}
