//! A link or a key that is shown once.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clipboard::copy_text;

/// The secret in a field of its own, to be copied now: it cannot be read again.
#[component]
pub fn OnceShown(
    /// What it is: "Invite link", "API key".
    label: &'static str,
    /// What to do with it.
    hint: String,
    value: String,
    on_close: Callback<()>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let said = RwSignal::new(None::<&'static str>);
    let copy = {
        let value = value.clone();
        move |_| {
            if let Some(field) = field.get_untracked() {
                field.select();
            }
            let value = value.clone();
            spawn_local(async move {
                let copied = copy_text(&value).await;
                let _ = said.try_set(Some(if copied { "Copied" } else { "Press Ctrl+C" }));
                set_timeout(move || _ = said.try_set(None), Duration::from_secs(3));
            });
        }
    };
    view! {
        <div class="once-shown notice good" role="group" aria-label=label>
            <label for="once-shown">{label}</label>
            <div class="once-line">
                <input id="once-shown" class="mono" readonly node_ref=field value=value />
                <button type="button" class="button primary" on:click=copy>
                    {move || said.get().unwrap_or("Copy")}
                </button>
                <button type="button" class="button quiet" on:click=move |_| on_close.run(())>
                    "Done"
                </button>
            </div>
            <p class="hint">{hint}</p>
            <span class="visually-hidden" role="status">{move || said.get()}</span>
        </div>
    }
}
