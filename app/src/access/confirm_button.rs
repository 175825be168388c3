//! A button for what cannot be undone: it asks once more, in place.

use leptos::html;
use leptos::prelude::*;

/// The first click asks `question`, the second acts; leaving the button takes the question back.
#[component]
pub fn ConfirmButton(
    label: &'static str,
    question: &'static str,
    /// What a screen reader calls it: the label and of what.
    name: String,
    /// What else comes of it, shown beside the question.
    #[prop(optional_no_strip)]
    detail: Option<String>,
    on_confirm: Callback<()>,
) -> impl IntoView {
    let asks = RwSignal::new(false);
    let detail = StoredValue::new(detail);
    let plain = name.clone();
    let spoken = move || {
        let detail = detail.get_value().unwrap_or_default();
        format!("{question} {name} {detail}").trim_end().to_owned()
    };
    let button = NodeRef::<html::Button>::new();
    let click = move |_| {
        if asks.get_untracked() {
            asks.set(false);
            on_confirm.run(());
        } else {
            asks.set(true);
            // Safari does not focus a clicked button; without focus it would not notice leaving.
            if let Some(button) = button.get_untracked() {
                // It fails only where the button is gone.
                let _ = button.focus();
            }
        }
    };
    view! {
        <button
            type="button"
            class="button small danger confirm-button"
            class:quiet=move || !asks.get()
            node_ref=button
            aria-label=move || if asks.get() { spoken() } else { plain.clone() }
            on:click=click
            on:blur=move |_| asks.set(false)
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    asks.set(false);
                }
            }
        >
            {move || if asks.get() { question } else { label }}
        </button>
        {move || {
            asks.get()
                .then(|| detail.get_value())
                .flatten()
                .map(|detail| view! { <span class="confirm-detail" aria-hidden="true">{detail}</span> })
        }}
    }
}
