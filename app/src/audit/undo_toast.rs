//! What has just been judged, and the few seconds in which it can be taken back.

use domain::TaskId;
use domain::audit::UNDO_WINDOW;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

use super::last_audit::LastAudit;
use super::requests::undo_audit;
use crate::task_page::on_key;

/// What the toast says.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Nothing,
    Done(LastAudit),
    Undone(TaskId),
    Failed(String),
}

/// How long the outcome of an undo stays to be read.
const OUTCOME_SECONDS: i64 = 6;

/// Tells of the last audit and offers to take it back, by button or `z`. It belongs beside the task
/// page's content, so that it outlives going on to the next task.
#[component]
pub fn UndoToast(
    last_audit: RwSignal<Option<LastAudit>>,
    /// The task that the page shows.
    #[prop(into)]
    task_id: Signal<Option<TaskId>>,
    /// The address of a task in the same list.
    #[prop(into)]
    address: Callback<TaskId, String>,
    #[prop(into)] on_changed: Callback<()>,
) -> impl IntoView {
    let said = RwSignal::new(Said::Nothing);
    let left = RwSignal::new(0_i64);
    let is_busy = RwSignal::new(false);

    Effect::new(move |_| {
        if let Some(audit) = last_audit.get() {
            said.set(Said::Done(audit));
            left.set(UNDO_WINDOW.num_seconds());
        }
    });
    Effect::new(move |_| {
        let tick = set_interval_with_handle(
            move || {
                if left.get_untracked() > 0 {
                    left.update(|left| *left -= 1);
                    if left.get_untracked() == 0 && !is_busy.get_untracked() {
                        said.set(Said::Nothing);
                        last_audit.set(None);
                    }
                }
            },
            Duration::from_secs(1),
        );
        if let Ok(tick) = tick {
            on_cleanup(move || tick.clear());
        }
    });
    let undo = move || {
        let Said::Done(audit) = said.get_untracked() else {
            return;
        };
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        spawn_local(async move {
            let outcome = undo_audit(audit.audit_id).await;
            is_busy.set(false);
            last_audit.set(None);
            left.set(OUTCOME_SECONDS);
            match outcome {
                Ok(_) => said.set(Said::Undone(audit.task_id)),
                Err(error) => said.set(Said::Failed(error.to_string())),
            }
            on_changed.run(());
        });
    };
    on_key(move |event| {
        let can_undo = matches!(said.get_untracked(), Said::Done(_));
        if event.key() == "z" && can_undo {
            undo();
        }
        event.key() == "z" && can_undo
    });
    let other = move |of: TaskId| task_id.get() != Some(of);
    view! {
        <div class="toast-place" role="status" aria-live="polite">
            {move || match said.get() {
                Said::Nothing => ().into_any(),
                Said::Done(audit) => {
                    view! {
                        <div class="toast">
                            <span>{audit.action.label()}</span>
                            {other(audit.task_id)
                                .then(|| view! { <a href=address.run(audit.task_id)>"the task before"</a> })}
                            <button
                                class="button small"
                                type="button"
                                aria-keyshortcuts="z"
                                disabled=move || is_busy.get()
                                on:click=move |_| undo()
                            >
                                "Undo" <kbd>"z"</kbd>
                            </button>
                            <span class="left" aria-hidden="true">{move || format!("{} s", left.get())}</span>
                        </div>
                    }
                        .into_any()
                }
                Said::Undone(of) => {
                    view! {
                        <div class="toast">
                            <span>"Taken back"</span>
                            {other(of).then(|| view! { <a href=address.run(of)>"Open the task"</a> })}
                        </div>
                    }
                        .into_any()
                }
                Said::Failed(why) => view! { <div class="toast bad">{why}</div> }.into_any(),
            }}
        </div>
    }
}
