//! The callbacks of a task, on its page.

use std::time::Duration;

use domain::callback::{CallbackEntry, CallbackState};
use domain::task_detail::TaskDetail;
use domain::{Role, Zone};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::attempts::{Attempts, standing};
use super::calls::send_callback_again;
use crate::access::{Outcome, Said};
use crate::task_page::TimeText;

/// When to look how a callback fared that was just sent.
pub const LOOKS: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Where the task calls back, what became of that, and a button to send it again. Nothing for a task
/// that calls nowhere.
#[component]
pub fn TaskCallbacks(
    #[prop(into)] task: Signal<TaskDetail>,
    role: Role,
    zone: Zone,
    on_changed: Callback<()>,
) -> impl IntoView {
    let outcome = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let address = Memo::new(move |_| task.with(|task| task.calls_back_to.clone()));
    let entries = Memo::new(move |_| task.with(|task| task.callbacks.clone()));
    let is_shown = move || address.with(Option::is_some) || entries.with(|list| !list.is_empty());
    let can_send = move || {
        role.allows(Role::Auditor)
            && address.with(Option::is_some)
            && entries.with(|list| !list.is_empty())
    };
    let send = move |_| {
        let task_id = task.with_untracked(|task| task.row.task_id);
        is_busy.set(true);
        spawn_local(async move {
            let sent = send_callback_again(task_id).await;
            is_busy.try_set(false);
            if sent.is_ok() {
                on_changed.try_run(());
                for look in LOOKS {
                    set_timeout(move || _ = on_changed.try_run(()), look);
                }
            }
            outcome.try_set(Some(Outcome::of(sent, |()| "It is being sent.".to_owned())));
        });
    };
    view! {
        <Show when=is_shown>
            <section class="task-callbacks" aria-labelledby="task-callbacks-title">
                <header>
                    <h2 id="task-callbacks-title">"Callbacks"</h2>
                    <Show when=can_send>
                        <button
                            type="button"
                            class="button small"
                            disabled=move || is_busy.get()
                            on:click=send
                        >
                            "Send again"
                        </button>
                    </Show>
                </header>
                <p class="faint mono address">
                    {move || address.get().unwrap_or_else(|| "nowhere any more".to_owned())}
                </p>
                <Said outcome />
                {move || {
                    entries
                        .with(|list| {
                            if list.is_empty() {
                                view! { <p class="faint">"Nothing to tell yet."</p> }.into_any()
                            } else {
                                let lines: Vec<_> = list.iter().map(|entry| line(entry, zone)).collect();
                                view! { <ol reversed>{lines}</ol> }.into_any()
                            }
                        })
                }}
            </section>
        </Show>
    }
}

fn line(entry: &CallbackEntry, zone: Zone) -> AnyView {
    let attempts = entry.attempts.clone();
    let tries = attempts.last().map_or(0, |last| last.number);
    let is_failing = entry.state == CallbackState::Failed
        || entry.state == CallbackState::Waiting && !attempts.is_empty();
    view! {
        <li class=format!("is-{}", entry.state) class:is-failing=is_failing title=format!("Delivery {}", entry.delivery_id)>
            <div class="callback-line">
                <TimeText at=entry.at zone />
                <span class="what">{entry.event.label()}</span>
                <span class="standing">{standing(entry.state, entry.next_try_at, tries, zone)}</span>
            </div>
            {(!attempts.is_empty()).then(|| view! { <Attempts attempts zone /> })}
        </li>
    }
    .into_any()
}
