//! Where a batch calls back, and what became of that.

use domain::api::BatchStatus;
use domain::batch_list::BatchRow;
use domain::callback::{BatchCallback, CallbackState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::send_batch_callback_again;
use super::page::List;
use crate::access::{Outcome, chosen_zone};
use crate::callbacks::{LOOKS, answer, standing};
use crate::task_page::TimeText;

/// How the latest callback of a batch stands, as far as the list cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// Nothing was due.
    None,
    /// Complete, and not told: just found, or from before batches called back.
    Unsent,
    OnItsWay,
    /// A try failed; the next one is due.
    Failing,
    GivenUp,
    Delivered,
}

impl Fate {
    fn of(batch: &BatchRow) -> Self {
        match &batch.called {
            None if is_complete(batch) => Self::Unsent,
            None => Self::None,
            Some(called) => match called.state {
                CallbackState::Delivered => Self::Delivered,
                CallbackState::Failed => Self::GivenUp,
                CallbackState::Waiting if called.last.is_some() => Self::Failing,
                CallbackState::Waiting => Self::OnItsWay,
            },
        }
    }

    /// Whether there is something to send now, of this batch.
    fn can_be_sent(self, batch: &BatchRow) -> bool {
        match self {
            Self::None | Self::OnItsWay => false,
            Self::Failing => true,
            Self::Unsent | Self::GivenUp | Self::Delivered => is_complete(batch),
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::None | Self::OnItsWay | Self::Unsent => "callback-fate",
            Self::Failing | Self::GivenUp => "callback-fate is-failing",
            Self::Delivered => "callback-fate is-delivered",
        }
    }
}

fn is_complete(batch: &BatchRow) -> bool {
    batch.status() == BatchStatus::Completed
}

/// The address, and beneath it how the latest completion fared, with a button to tell it again.
#[component]
pub(super) fn BatchCallbackCell(list: List, batch: BatchRow) -> impl IntoView {
    if batch.callback.is_empty() {
        return view! { <td class="row-callback none"><span class="soft">"none"</span></td> }
            .into_any();
    }
    let fate = Fate::of(&batch);
    let can_send = list.can_send && fate.can_be_sent(&batch);
    let words = match &batch.called {
        Some(called) => Some(words(called)),
        None if fate == Fate::Unsent => Some("Not sent yet".into_any()),
        None => None,
    };
    let error = batch.called.as_ref().and_then(error);
    view! {
        <td class="row-callback">
            <span class="address" title=batch.callback.clone()>{batch.callback.clone()}</span>
            {(fate != Fate::None)
                .then(|| {
                    view! {
                        <div class=fate.class()>
                            <span class="standing">{words}</span>
                            {can_send.then(|| view! { <SendAgain list name=batch.name.clone() /> })}
                        </div>
                    }
                })}
            {error.map(|error| view! { <span class="callback-error" title=error.clone()>{error.clone()}</span> })}
        </td>
    }
    .into_any()
}

fn words(called: &BatchCallback) -> AnyView {
    let zone = chosen_zone();
    let tries = called.last.as_ref().map_or(0, |last| last.number);
    let delivered_at = called
        .last
        .as_ref()
        .filter(|_| called.state == CallbackState::Delivered)
        .map(|last| last.at);
    view! {
        {standing(called.state, called.next_try_at, tries, zone)}
        {delivered_at.map(|at| view! { " " <TimeText at zone /> })}
    }
    .into_any()
}

/// What went wrong with the latest try, if anything did.
fn error(called: &BatchCallback) -> Option<String> {
    let last = called.last.as_ref()?;
    last.error.as_ref().map(|_| answer(last))
}

#[component]
fn SendAgain(list: List, name: String) -> impl IntoView {
    let label = format!("Send again the callback of {name}");
    let is_busy = RwSignal::new(false);
    let send = move |_| {
        let name = name.clone();
        is_busy.set(true);
        spawn_local(async move {
            let sent = send_batch_callback_again(name.clone()).await;
            is_busy.try_set(false);
            if sent.is_ok() {
                list.read().await;
                for look in LOOKS {
                    set_timeout(move || spawn_local(list.read()), look);
                }
            }
            let done = format!("The callback of {name} is being sent.");
            list.outcome.try_set(Some(Outcome::of(sent, |()| done)));
        });
    };
    view! {
        <button type="button" aria-label=label disabled=is_busy on:click=send>
            "Send again"
        </button>
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::callback::Attempt;
    use domain::{StatusCounts, TaskStatus};

    use super::*;

    fn called(state: CallbackState, has_failed: bool) -> BatchCallback {
        BatchCallback {
            delivery_id: String::new(),
            at: DateTime::UNIX_EPOCH,
            state,
            next_try_at: None,
            last: has_failed.then(|| Attempt {
                number: 1,
                at: DateTime::UNIX_EPOCH,
                address: String::new(),
                status: Some(500),
                error: Some("down".to_owned()),
                milliseconds: 3,
            }),
        }
    }

    fn batch(status: TaskStatus, called: Option<BatchCallback>) -> BatchRow {
        BatchRow {
            batch_id: 1,
            name: "week 14".to_owned(),
            project: None,
            created_at: DateTime::UNIX_EPOCH,
            finalized_at: Some(DateTime::UNIX_EPOCH),
            callback: "ops@example.com".to_owned(),
            called,
            priority: 0,
            counts: StatusCounts::from_iter([(status, 1)]),
        }
    }

    #[test]
    fn only_what_has_something_to_tell_can_be_sent_again() {
        use CallbackState::{Delivered, Failed, Waiting};
        for (called, fate, while_open, once_complete) in [
            (called(Waiting, false), Fate::OnItsWay, false, false),
            (called(Waiting, true), Fate::Failing, true, true),
            (called(Failed, true), Fate::GivenUp, false, true),
            (called(Delivered, false), Fate::Delivered, false, true),
        ] {
            for (status, can_send) in [
                (TaskStatus::Queued, while_open),
                (TaskStatus::Completed, once_complete),
            ] {
                let batch = batch(status, Some(called.clone()));
                assert_eq!(Fate::of(&batch), fate);
                assert_eq!(fate.can_be_sent(&batch), can_send, "{fate:?} {status}");
            }
        }
        assert_eq!(Fate::of(&batch(TaskStatus::Queued, None)), Fate::None);
        assert_eq!(Fate::of(&batch(TaskStatus::Completed, None)), Fate::Unsent);
    }
}
