//! A page when there is nothing to show but why.

use leptos::prelude::*;

use crate::AppError;

/// Answers with the status of the error where the server renders it.
#[component]
pub fn PageFailed(
    error: AppError,
    /// For what is not there: "There is no such project".
    missing: &'static str,
    /// For all else: "The projects cannot be shown now".
    title: &'static str,
    retry: Callback<()>,
) -> impl IntoView {
    error.set_page_status();
    let is_missing = matches!(error, AppError::NotFound(_));
    view! {
        <main id="main" class="message-page">
            <h1>{if is_missing { missing } else { title }}</h1>
            <p role="alert">{error.to_string()}</p>
            {(!is_missing)
                .then(|| {
                    view! {
                        <button type="button" class="button primary" on:click=move |_| retry.run(())>
                            "Try again"
                        </button>
                    }
                })}
        </main>
    }
}
