//! The keys of the Tasks tab.

use leptos::html;
use leptos::prelude::*;

use super::list::task_list;

const KEYS: &[(&str, &str)] = &[
    ("j  k", "Next, previous task"),
    ("Enter  o", "Open the task"),
    ("x", "Select the task"),
    ("/", "Search"),
    ("f", "Filters"),
    ("v", "Table or tiles"),
    ("e", "Export"),
    ("r", "Load again what changed"),
    ("Esc", "Close what is open, clear the selection"),
    ("?", "This help"),
];

#[component]
pub fn Help() -> impl IntoView {
    let list = task_list();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (list.help_open.get(), dialog.open()) {
            // It is in the document and closed, so showing it cannot fail.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog
            node_ref=dialog
            class="help"
            aria-labelledby="help-title"
            on:close=move |_| list.help_open.set(false)
        >
            <header>
                <h2 id="help-title">"Keys"</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Close"
                    on:click=move |_| list.help_open.set(false)
                >
                    <svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true">
                        <path d="M1 1l8 8M9 1l-8 8" stroke="currentColor" stroke-width="1.4" />
                    </svg>
                </button>
            </header>
            <dl class="content help-keys">
                {KEYS
                    .iter()
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
        </dialog>
    }
}
