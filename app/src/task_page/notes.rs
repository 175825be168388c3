//! What the page does not show, and what of a response cannot be read.

use domain::annotations::Problem;
use leptos::prelude::*;

#[component]
pub fn Notes(notes: Vec<String>, problems: Vec<Problem>) -> impl IntoView {
    let count = problems.len();
    let summary = if count == 1 {
        "1 part of the response cannot be read".to_owned()
    } else {
        format!("{count} parts of the response cannot be read")
    };
    let notes = notes
        .into_iter()
        .map(|note| view! { <p class="notice warn">{note}</p> })
        .collect_view();
    let problems = problems
        .into_iter()
        .map(|problem| view! { <li><code>{problem.path}</code>" "{problem.message}</li> })
        .collect_view();
    view! {
        {notes}
        {(count > 0)
            .then(|| {
                view! {
                    <details class="response-problems">
                        <summary class="notice warn">{summary}</summary>
                        <ul>{problems}</ul>
                    </details>
                }
            })}
    }
}
