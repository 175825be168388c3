//! What went wrong, said where it is seen.

use domain::task_list::TaskFilter;
use leptos::prelude::*;

use super::list::{Busy, task_list};
use crate::AppError;

/// Names the parts of the address that were ignored.
#[component]
pub fn BrokenNotice() -> impl IntoView {
    let list = task_list();
    let dismissed = RwSignal::new(Vec::new());
    let shown = move || {
        list.broken
            .with(|broken| !broken.is_empty() && *broken != dismissed.get())
    };
    view! {
        <Show when=shown>
            <div class="notice warn tasks-notice" role="status">
                <div>
                    <strong>"Part of the link was ignored: "</strong>
                    {move || {
                        let broken = list.broken.get();
                        broken.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
                    }}
                </div>
                <button
                    type="button"
                    class="button small quiet"
                    on:click=move |_| dismissed.set(list.broken.get_untracked())
                >
                    "Dismiss"
                </button>
            </div>
        </Show>
    }
}

/// An error after the page was shown once; the rows stay.
#[component]
pub fn ProblemBar() -> impl IntoView {
    let list = task_list();
    view! {
        {move || {
            list.problem
                .get()
                .map(|error| {
                    view! {
                        <div class="notice bad tasks-notice" role="alert">
                            <div>{error.to_string()}</div>
                            <button type="button" class="button small" on:click=move |_| list.retry()>
                                "Try again"
                            </button>
                        </div>
                    }
                })
        }}
        <div
            class="tasks-progress"
            class:on=move || list.busy.get() == Some(Busy::List)
            aria-hidden="true"
        ></div>
    }
}

/// The page when there is nothing to show but why.
#[component]
pub fn Failed(error: AppError, retry: Callback<()>) -> impl IntoView {
    let login = error == AppError::NotLoggedIn;
    view! {
        <main id="main" class="message-page">
            <h1>"The tasks cannot be shown"</h1>
            <p role="alert">{error.to_string()}</p>
            {if login {
                view! { <a class="button primary" href="/login?next=/tasks" rel="external">"Log in"</a> }.into_any()
            } else {
                view! {
                    <button type="button" class="button" on:click=move |_| retry.run(())>
                        "Try again"
                    </button>
                }
                    .into_any()
            }}
        </main>
    }
}

/// Instead of rows, when the filter lets none through or the team has none.
#[component]
pub fn NoTasks() -> impl IntoView {
    let list = task_list();
    let empty = move || list.stretch.with(|stretch| stretch.rows.is_empty());
    let filtered = move || list.link.with(|link| !link.filter.is_empty());
    view! {
        <Show when=empty>
            <div class="no-tasks">
                {move || if filtered() {
                    view! {
                        <h2>"No task matches"</h2>
                        <p>"Take a filter away, or clear them all."</p>
                        <button
                            type="button"
                            class="button"
                            on:click=move |_| list.go(|link| link.filter = TaskFilter::default())
                        >
                            "Clear all filters"
                        </button>
                    }
                        .into_any()
                } else {
                    view! {
                        <h2>"No tasks yet"</h2>
                        <p>"Tasks appear here as soon as they are imported."</p>
                        <a class="button" href="/import">"Import tasks"</a>
                    }
                        .into_any()
                }}
            </div>
        </Show>
    }
}
