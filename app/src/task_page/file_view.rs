//! Files that the browser has viewers for: sound and documents.

use leptos::prelude::*;

/// Sound, with the browser's own controls.
#[component]
pub fn AudioView(address: String, url: String) -> impl IntoView {
    view! {
        <div class="file-view">
            <figure class="audio">
                <audio controls preload="metadata" src=address aria-label="Sound of the task"></audio>
                <figcaption><code>{url}</code></figcaption>
            </figure>
        </div>
    }
}

/// A PDF or another document, in the browser's own viewer.
#[component]
pub fn DocumentView(address: String, url: String) -> impl IntoView {
    let open = address.clone();
    view! {
        <div class="file-view document">
            <iframe src=address title="Document of the task"></iframe>
            <p class="file-line">
                <code>{url}</code>
                <a href=open target="_blank" rel="noreferrer">"Open in a tab"</a>
            </p>
        </div>
    }
}
