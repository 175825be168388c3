//! What came of the last thing done in a section.

use leptos::prelude::*;

use crate::AppError;

/// The outcome of an action, told beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done(String),
    Failed(String),
}

impl Outcome {
    /// `done` in words, or what went wrong.
    pub fn of<T>(result: Result<T, AppError>, done: impl FnOnce(T) -> String) -> Self {
        match result {
            Ok(value) => Self::Done(done(value)),
            Err(error) => Self::Failed(error.to_string()),
        }
    }
}

/// Announces an outcome; empty, but there, while there is none, so that screen readers hear it.
#[component]
pub fn Said(#[prop(into)] outcome: Signal<Option<Outcome>>) -> impl IntoView {
    view! {
        <div role="status" class="said">
            {move || {
                outcome
                    .get()
                    .map(|outcome| match outcome {
                        Outcome::Done(text) => view! { <p class="notice good">{text}</p> },
                        Outcome::Failed(text) => view! { <p class="notice bad">{text}</p> },
                    })
            }}
        </div>
    }
}
