//! What does not arrive.

use domain::callback::{CallbackState, FailedCallback};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::attempts::answer;
use super::calls::resend_failed_callbacks;
use super::team::Shown;
use crate::access::{Outcome, chosen_zone};
use crate::task_page::TimeText;

/// The tasks whose callbacks do not arrive, and a button to send them all again.
#[component]
pub(super) fn Failures(shown: Shown) -> impl IntoView {
    let is_busy = RwSignal::new(false);
    let total = Memo::new(move |_| shown.facts.with(|facts| facts.failing));
    let words = move || match total.get() {
        1 => "The callbacks of one task do not arrive.".to_owned(),
        count => format!("The callbacks of {count} tasks do not arrive."),
    };
    let resend = move |_| {
        is_busy.set(true);
        spawn_local(async move {
            let sent = resend_failed_callbacks().await;
            shown.read().await;
            is_busy.try_set(false);
            let told = Outcome::of(sent, |tasks| match tasks {
                1 => "One task is being sent again.".to_owned(),
                tasks => format!("{tasks} tasks are being sent again."),
            });
            shown.outcome.try_set(Some(told));
        });
    };
    view! {
        <Show
            when=move || total.get() != 0
            fallback=|| view! { <p class="none soft">"Everything has arrived."</p> }
        >
            <div class="callback-failures">
                <p>{words}</p>
                <button type="button" class="button small" disabled=is_busy on:click=resend>
                    "Send all again"
                </button>
            </div>
            <div class="settings-table" tabindex="0" role="group" aria-label="Callbacks that do not arrive">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Task"</th>
                            <th scope="col">"What"</th>
                            <th scope="col">"Latest answer"</th>
                            <th scope="col">"Tried"</th>
                            <th scope="col">"Next try"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {move || {
                            shown.facts.with(|facts| facts.failures.iter().map(row).collect::<Vec<_>>())
                        }}
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

fn row(failed: &FailedCallback) -> AnyView {
    let zone = chosen_zone();
    let said = failed.last.as_ref().map(answer).unwrap_or_default();
    let whole = said.clone();
    let at = failed.last.as_ref().map(|last| last.at);
    view! {
        <tr>
            <td>
                <a class="mono" href=format!("/tasks/{}", failed.task_id)>{failed.task_id.to_string()}</a>
            </td>
            <td>{failed.event.label()}</td>
            <td class="callback-answer" title=whole>{said}</td>
            <td>
                {at.map(|at| view! { <TimeText at zone /> })}
                <span class="soft block">{format!("try {}", failed.tries)}</span>
            </td>
            <td>
                {match (failed.state, failed.next_try_at) {
                    (CallbackState::Waiting, Some(at)) => view! { <TimeText at zone /> }.into_any(),
                    (CallbackState::Failed, None) => view! { <span class="soft">"given up"</span> }.into_any(),
                    _ => view! { <span class="soft">"now"</span> }.into_any(),
                }}
            </td>
        </tr>
    }
    .into_any()
}
