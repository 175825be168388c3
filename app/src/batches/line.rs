//! One batch in the list.

use domain::api::BatchStatus;
use domain::batch_list::BatchRow;
use domain::record::PRIORITIES;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::callback::BatchCallbackCell;
use super::calls::{BatchChange, change_batch};
use super::page::List;
use crate::access::{ConfirmButton, Outcome, chosen_zone};
use crate::settings::{StatusBar, tasks_of_batch};
use crate::task_list::number::grouped;
use crate::task_page::TimeText;

#[component]
pub(super) fn BatchLine(list: List, batch: BatchRow) -> impl IntoView {
    let zone = chosen_zone();
    let status = batch.status();
    let counts = batch.counts;
    let done = format!(
        "{} of {}",
        grouped(counts.completed().unsigned_abs() as usize),
        grouped(counts.total().unsigned_abs() as usize)
    );
    let can_finalize = list.can_manage && status == BatchStatus::Staging;
    view! {
        <tr>
            <th scope="row" class="row-name">
                <a href=tasks_of_batch(&batch.name) data-line="">{batch.name.clone()}</a>
                <span class="soft block">{batch.project.clone().unwrap_or_else(|| "No project".to_owned())}</span>
            </th>
            <td>
                <span class=format!("status {}", dot(status))>{status.label()}</span>
            </td>
            <td class="row-progress">
                <StatusBar counts />
                <span class="soft">{done}</span>
            </td>
            <td class="number row-priority">
                {if list.can_manage {
                    view! { <Priority list name=batch.name.clone() priority=batch.priority /> }.into_any()
                } else {
                    batch.priority.to_string().into_any()
                }}
            </td>
            <BatchCallbackCell list batch=batch.clone() />
            <td class="row-created"><TimeText at=batch.created_at zone /></td>
            {list
                .can_manage
                .then(|| {
                    view! {
                        <td class="end" class:none=!can_finalize>
                            {can_finalize.then(|| view! { <Finalize list name=batch.name.clone() /> })}
                        </td>
                    }
                })}
        </tr>
    }
}

/// The class of the dot that the statuses of tasks have for the same.
const fn dot(status: BatchStatus) -> &'static str {
    match status {
        BatchStatus::Staging => "queued",
        BatchStatus::InProgress => "in_progress",
        BatchStatus::Completed => "completed",
    }
}

#[component]
fn Finalize(list: List, name: String) -> impl IntoView {
    let label = format!("Finalise {name}");
    let finalize = Callback::new(move |()| {
        let name = name.clone();
        spawn_local(async move {
            let result = change_batch(name.clone(), BatchChange::Finalize).await;
            list.read().await;
            let done = format!("{name} is finalised; its tasks can be worked on.");
            list.outcome.try_set(Some(Outcome::of(result, |()| done)));
        });
    });
    view! {
        <ConfirmButton
            label="Finalise"
            question="Let work begin?"
            name=label
            on_confirm=finalize
        />
    }
}

/// Saved when the field is left, or by Enter.
#[component]
fn Priority(list: List, name: String, priority: i16) -> impl IntoView {
    let label = format!("Priority of {name}");
    let saved = StoredValue::new(priority);
    let change = move |event: leptos::ev::Event| {
        let Ok(priority) = event_target_value(&event).trim().parse::<i16>() else {
            let message = format!(
                "`priority` is no whole number; give one from {} to {}",
                PRIORITIES.start(),
                PRIORITIES.end()
            );
            list.outcome.set(Some(Outcome::Failed(message)));
            return;
        };
        if priority == saved.get_value() {
            return;
        }
        let name = name.clone();
        spawn_local(async move {
            let change = BatchChange::Priority(priority);
            let result = change_batch(name.clone(), change).await;
            if result.is_ok() {
                saved.try_set_value(priority);
            }
            let done = format!("{name} has the priority {priority} now.");
            list.outcome.try_set(Some(Outcome::of(result, |()| done)));
        });
    };
    view! {
        <input
            type="number"
            class="priority"
            aria-label=label
            title="Tasks of a batch of higher priority are claimed first"
            min=PRIORITIES.start().to_string()
            max=PRIORITIES.end().to_string()
            step="1"
            value=priority.to_string()
            on:change=change
        />
    }
}
