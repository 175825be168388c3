//! The keys of a page, and what they do.

use leptos::prelude::*;

use crate::modal::LazyModal;
use crate::task_page::on_key;

/// Keys with two spaces between them, and what they do.
pub type Keys = &'static [(&'static str, &'static str)];

/// The keys as a list of terms.
#[component]
pub fn KeyList(
    /// Listed one after the other.
    #[prop(into)]
    lists: Vec<Keys>,
) -> impl IntoView {
    view! {
        <dl class="content help-keys">
            {lists
                .into_iter()
                .flatten()
                .map(|(keys, what)| {
                    view! {
                        <div>
                            <dt>
                                {keys.split("  ").map(|key| view! { <kbd>{key}</kbd> }).collect_view()}
                            </dt>
                            <dd>{*what}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
    }
}

/// A button for the list in a dialog, which `?` opens too.
#[component]
pub fn KeysButton(#[prop(into)] lists: Vec<Keys>) -> impl IntoView {
    let open = RwSignal::new(false);
    let lists = StoredValue::new(lists);
    on_key(move |event| {
        let asks = event.key() == "?";
        if asks {
            open.set(true);
        }
        asks
    });
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label="Keys"
            title="Keys (?)"
            on:click=move |_| open.set(true)
        >
            "?"
        </button>
        <LazyModal open title="Keys".to_owned()>
            <KeyList lists=lists.get_value() />
        </LazyModal>
    }
}
