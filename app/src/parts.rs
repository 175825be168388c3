//! Code that the browser fetches when it is first needed, apart from what every page needs.
//!
//! A function marked `#[wasm_split(part, …)]` and all that only it reaches become a file of their
//! own, which the build cuts out of the module (see `xtask`). On the server it is a plain call.

use std::future::Future;

use leptos::prelude::*;
pub use wasm_split_helpers::SplitLoaderError;

/// The view that a part brings, or why it did not come.
pub async fn shown(part: impl Future<Output = Result<AnyView, SplitLoaderError>>) -> AnyView {
    match part.await {
        Ok(view) => view,
        Err(_) => view! { <Missing /> }.into_any(),
    }
}

/// As when the server was updated since the page was opened, or cannot be reached.
#[component]
fn Missing() -> impl IntoView {
    let reload = |_| {
        // Refused only by a page that is being closed.
        let _ = location().reload();
    };
    view! {
        <div class="missing-part" role="alert">
            <p>"This part of Tasklens did not load: the server was updated, or it cannot be reached."</p>
            <button type="button" class="button" on:click=reload>"Reload the page"</button>
        </div>
    }
}
