//! The history of a task, newest first.

use domain::task_detail::{AuditEntry, Happening, HistoryEntry, TaskDetail};
use domain::{TaskId, Zone};
use leptos::prelude::*;

use super::line::history_line;
use crate::audit::{ChangeList, response_changes};

/// Everything that happened to a task, in the reader's zone; what a fix changed is fetched when
/// somebody asks.
#[component]
pub fn TaskHistory(
    #[prop(into)] task: Signal<TaskDetail>,
    #[prop(into)] zone: Signal<Zone>,
) -> impl IntoView {
    view! {
        <ol class="task-history" aria-label="History, newest first" reversed>
            {move || {
                let zone = zone.get();
                task.with(|task| {
                    task.history
                        .iter()
                        .rev()
                        .map(|entry| line(task.row.task_id, entry, zone))
                        .collect::<Vec<_>>()
                })
            }}
        </ol>
    }
}

fn line(task_id: TaskId, entry: &HistoryEntry, zone: Zone) -> AnyView {
    let changed = match &entry.what {
        Happening::Audited(audit) if audit.response_after != audit.response_before => {
            Some(changed_by(audit))
        }
        _ => None,
    };
    let kind = match &entry.what {
        Happening::Audited(audit) => audit.action.as_str(),
        Happening::Created => "created",
        Happening::Responded { .. } => "responded",
        Happening::Event { .. } => "event",
    };
    view! {
        <li class=format!("history-{kind}")>
            {history_line(entry, zone)}
            {changed.map(|(before, after)| view! { <Changes task_id before after /> })}
        </li>
    }
    .into_any()
}

const fn changed_by(audit: &AuditEntry) -> (i32, i32) {
    (audit.response_before, audit.response_after)
}

#[component]
fn Changes(task_id: TaskId, before: i32, after: i32) -> impl IntoView {
    let is_asked = RwSignal::new(false);
    let changes = LocalResource::new(move || {
        let is_asked = is_asked.get();
        async move {
            if is_asked {
                Some(response_changes(task_id, before, after).await)
            } else {
                None
            }
        }
    });
    view! {
        <details class="history-changes" on:toggle=move |_| is_asked.set(true)>
            <summary>"What it changed"</summary>
            {move || {
                if !is_asked.get() {
                    return ().into_any();
                }
                match changes.get().flatten() {
                    None => view! { <p role="status">"Comparing…"</p> }.into_any(),
                    Some(Ok(changes)) => view! { <ChangeList changes /> }.into_any(),
                    Some(Err(error)) => {
                        view! { <p class="notice bad" role="alert">{error.to_string()}</p> }.into_any()
                    }
                }
            }}
        </details>
    }
}
