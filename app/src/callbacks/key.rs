//! The key that callbacks carry and are signed with.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::calls::CallbackChange;
use super::team::Shown;
use crate::access::ConfirmButton;
use crate::clipboard::copy_text;

/// The key, to be copied into receivers, and a button that makes another one.
#[component]
pub(super) fn Key(shown: Shown) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        if let Some(field) = field.get_untracked() {
            field.select();
        }
        let key = shown.facts.with_untracked(|facts| facts.key.clone());
        spawn_local(async move {
            let copied = copy_text(&key).await;
            let _ = said.try_set(Some(if copied { "Copied" } else { "Press Ctrl+C" }));
            set_timeout(move || _ = said.try_set(None), Duration::from_secs(3));
        });
    };
    let renew = Callback::new(move |()| {
        shown.change(
            CallbackChange::NewKey,
            "Callbacks carry the new key from now on; tell it to their receivers.",
        );
    });
    view! {
        <div class="settings-form">
            <div class="field callback-key">
                <label for="callback-key">"Key"</label>
                <div class="once-line">
                    <input
                        id="callback-key"
                        class="mono"
                        readonly
                        node_ref=field
                        prop:value=move || shown.facts.with(|facts| facts.key.clone())
                        value=shown.facts.with_untracked(|facts| facts.key.clone())
                        aria-describedby="callback-key-hint"
                    />
                    <button type="button" class="button" on:click=copy>
                        {move || said.get().unwrap_or("Copy")}
                    </button>
                    <ConfirmButton
                        label="New key"
                        question="Old key ends?"
                        name="New callback key".to_owned()
                        on_confirm=renew
                    />
                </div>
            </div>
            <p class="hint" id="callback-key-hint">
                "Every callback carries it as " <code>"scale-callback-auth"</code>
                ", and is signed with it."
            </p>
            <span class="visually-hidden" role="status">{move || said.get()}</span>
        </div>
    }
}
