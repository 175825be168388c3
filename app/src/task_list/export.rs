//! The export of the list, or of what is picked in it.

use leptos::prelude::*;

use super::list::task_list;
use crate::export::ExportDialog;

#[component]
pub fn Export() -> impl IntoView {
    let list = task_list();
    let picked = Memo::new(move |_| list.picked_count());
    let selection = Memo::new(move |_| {
        (picked.get() > 0).then(|| {
            list.link
                .with(|link| list.picked.with(|picked| picked.selection(&link.filter)))
        })
    });
    let total = Memo::new(move |_| match picked.get() {
        0 => list.stretch.with(|stretch| stretch.total),
        picked => picked,
    });
    view! {
        <ExportDialog open=list.export_open link=list.link selection total columns=list.shown />
    }
}

/// Opens the dialog.
#[component]
pub fn ExportButton() -> impl IntoView {
    let list = task_list();
    view! {
        <button
            type="button"
            class="button quiet"
            title="Export (e)"
            aria-haspopup="dialog"
            on:click=move |_| list.export_open.set(true)
        >
            "Export"
        </button>
    }
}
