//! The keys of the Tasks tab.

use leptos::prelude::*;

use super::list::task_list;
use crate::key_list::{KeyList, Keys};
use crate::modal::{DialogHead, shown_while};

const KEYS: Keys = &[
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
    let open = list.help_open;
    let dialog = shown_while(open);
    view! {
        <dialog
            node_ref=dialog
            class="help"
            aria-label="Keys"
            on:close=move |_| open.set(false)
        >
            <DialogHead open title="Keys" />
            <KeyList lists=vec![KEYS] />
        </dialog>
    }
}
