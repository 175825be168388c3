//! What was tried, in words.

use chrono::{DateTime, Utc};
use domain::Zone;
use domain::callback::{Attempt, CallbackState};
use leptos::prelude::*;

use crate::task_page::TimeText;

/// How a callback stands after so many tries: `Delivered`, `Given up after 20 tries`, `Failed, next
/// try 14:05`.
pub fn standing(
    state: CallbackState,
    next_try_at: Option<DateTime<Utc>>,
    tries: i32,
    zone: Zone,
) -> AnyView {
    match (state, next_try_at) {
        (CallbackState::Delivered, _) if tries > 1 => {
            view! { {format!("Delivered on try {tries}")} }.into_any()
        }
        (CallbackState::Delivered, _) => view! { "Delivered" }.into_any(),
        (CallbackState::Failed, _) => {
            view! { {format!("Given up after {tries} tries")} }.into_any()
        }
        (CallbackState::Waiting, Some(at)) if tries > 0 => {
            view! { "Failed, next try " <TimeText at zone /> }.into_any()
        }
        (CallbackState::Waiting, Some(_)) => view! { "On its way" }.into_any(),
        (CallbackState::Waiting, None) => view! { "Waits for the one before" }.into_any(),
    }
}

/// What was answered, or what went wrong.
pub fn answer(attempt: &Attempt) -> String {
    match (attempt.status, attempt.error.as_deref()) {
        (Some(status), Some(error)) => format!("{status} · {error}"),
        (Some(status), None) => format!("{status}"),
        (None, Some(error)) => error.to_owned(),
        (None, None) => "taken by the mail server".to_owned(),
    }
}

/// Every try of a callback.
#[component]
pub fn Attempts(attempts: Vec<Attempt>, zone: Zone) -> impl IntoView {
    let words = match attempts.len() {
        1 => "1 try".to_owned(),
        count => format!("{count} tries"),
    };
    let lines = attempts
        .into_iter()
        .rev()
        .map(|attempt| {
            let answer = answer(&attempt);
            view! {
                <li class:is-bad=attempt.error.is_some() title=attempt.address>
                    <TimeText at=attempt.at zone />
                    <span class="callback-said">{answer}</span>
                    <span class="faint">{format!("{} ms", attempt.milliseconds)}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="callback-attempts">
            <summary>{words}</summary>
            <ol reversed>{lines}</ol>
        </details>
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn an_answer_has_its_status_and_its_complaint() {
        let attempt = |status, error: Option<&str>| Attempt {
            number: 1,
            at: DateTime::UNIX_EPOCH,
            address: String::new(),
            status,
            error: error.map(ToOwned::to_owned),
            milliseconds: 3,
        };
        assert_eq!(answer(&attempt(Some(500), Some("no"))), "500 · no");
        assert_eq!(answer(&attempt(Some(204), None)), "204");
        assert_eq!(answer(&attempt(None, Some("refused"))), "refused");
    }
}
