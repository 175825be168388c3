//! A dialog over the page.

use leptos::html;
use leptos::prelude::*;

/// A modal dialog that is shown while `open` is true. Escape, its cross and a click beside it close
/// it; focus returns to where it was.
#[component]
pub fn Modal(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let wanted = open.get();
        let Some(dialog) = dialog.get() else { return };
        if wanted && !dialog.open() {
            // It fails only where the page is gone already.
            let _ = dialog.show_modal();
        } else if !wanted && dialog.open() {
            dialog.close();
        }
    });
    // The backdrop belongs to the dialog element; all that is seen of it are its children.
    let close_beside = move |event: leptos::ev::MouseEvent| {
        if event.target() == event.current_target() {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            aria-label=title
            on:close=move |_| open.set(false)
            on:mousedown=close_beside
        >
            <header>
                <h2>{title}</h2>
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Close"
                    on:click=move |_| open.set(false)
                >
                    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                        <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
                    </svg>
                </button>
            </header>
            <div class="content">{children()}</div>
        </dialog>
    }
}
