//! How far a bulk change is, and what came of it.

use leptos::prelude::*;

use super::run::{BulkRun, Phase};
use crate::task_list::number::grouped;

/// The progress, with a button to stop; nothing while no change is on its way.
#[component]
pub fn Progress(run: BulkRun) -> impl IntoView {
    // Tasks may have come to match, or ceased to, since they were counted.
    let total = move || run.total.get().max(run.met.get());
    view! {
        <Show when=move || run.is_busy()>
            <div class="bulk-progress">
                <progress
                    aria-label="Progress of the change"
                    max=move || total().to_string()
                    value=move || run.met.get().to_string()
                ></progress>
                <span>
                    {move || if run.phase.get() == Phase::Undoing { "Undoing: " } else { "" }}
                    {move || grouped(run.met.get())} " of " {move || grouped(total())}
                </span>
                <button
                    type="button"
                    class="button small"
                    disabled=move || run.is_stopped.get()
                    on:click=move |_| run.stop()
                >
                    {move || if run.is_stopped.get() { "Stopping…" } else { "Stop" }}
                </button>
            </div>
        </Show>
    }
}

/// The result, with the tasks that stayed as they are and a button to undo while that can be done.
#[component]
pub fn Report(run: BulkRun) -> impl IntoView {
    let is_over = move || run.phase.get() == Phase::Over;
    let is_well = move || run.error.with(Option::is_none) && run.failed.get() == 0;
    view! {
        <div role="status" class="bulk-result-place">
            <Show when=is_over>
                <div class="notice bulk-result" class:good=is_well class:warn=move || !is_well()>
                    <div class="bulk-words">
                        <strong>{move || summary(run)}</strong>
                        {move || {
                            run.error.get().map(|error| view! { <p class="bulk-error">{error.to_string()}</p> })
                        }}
                        <Show when=move || { run.failed.get() > 0 }>
                            <Failures run />
                        </Show>
                    </div>
                    <Show when=move || run.undoable.get().is_some()>
                        <button type="button" class="button small bulk-undo" on:click=move |_| run.undo()>
                            "Undo"
                        </button>
                    </Show>
                    <button type="button" class="button small quiet" on:click=move |_| run.dismiss()>
                        "Dismiss"
                    </button>
                </div>
            </Show>
        </div>
    }
}

#[component]
fn Failures(run: BulkRun) -> impl IntoView {
    let unlisted = move || run.failed.get() - run.failures.with(Vec::len);
    view! {
        <details class="bulk-failures">
            <summary>"Which, and why"</summary>
            <ul>
                {move || {
                    run.failures
                        .get()
                        .into_iter()
                        .map(|failure| {
                            let id = failure.task_id.to_string();
                            let href = format!("/tasks/{id}");
                            view! {
                                <li>
                                    <a class="mono" href=href>{id}</a>
                                    " "
                                    {failure.reason}
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
            <Show when=move || { unlisted() > 0 }>
                <p>"and " {move || grouped(unlisted())} " more"</p>
            </Show>
        </details>
    }
}

/// `1,198 tasks accepted, 6 could not be; stopped`.
fn summary(run: BulkRun) -> String {
    let changed = run.changed.get();
    let failed = run.failed.get();
    let unchanged = run.met.get().saturating_sub(changed + failed);
    let noun = if changed == 1 { "task" } else { "tasks" };
    let mut parts = vec![format!(
        "{} {noun} {}",
        grouped(changed),
        run.done_word.get()
    )];
    if failed > 0 {
        parts.push(format!("{} could not be", grouped(failed)));
    }
    if unchanged > 0 {
        parts.push(format!("{} needed no change", grouped(unchanged)));
    }
    let end = if run.error.with(Option::is_some) {
        "; then it failed"
    } else if run.is_stopped.get() {
        "; stopped"
    } else {
        ""
    };
    parts.join(", ") + end
}
