//! Dialogs over the page.

use leptos::html;
use leptos::prelude::*;

/// The node of a `<dialog>` that is shown as a modal while `open`. The dialog must set `open` to
/// false when it is closed by Escape.
pub fn shown_while(open: RwSignal<bool>) -> NodeRef<html::Dialog> {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_open = open.get();
        let Some(dialog) = node.get() else { return };
        if is_open && !dialog.open() {
            // After what is made on opening is there, so that the right field takes the focus.
            request_animation_frame(move || {
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    // Fails only for a dialog that has left the page.
                    let _ = dialog.show_modal();
                }
            });
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    node
}

/// Title and cross of a dialog.
#[component]
pub fn DialogHead(open: RwSignal<bool>, #[prop(into)] title: Signal<String>) -> impl IntoView {
    view! {
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
    }
}

/// A modal dialog that is shown while `open` is true. Escape, its cross and a click beside it close
/// it; focus returns to where it was.
#[component]
pub fn Modal(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    children: Children,
) -> impl IntoView {
    let dialog = shown_while(open);
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
            <DialogHead open title />
            <div class="content">{children()}</div>
        </dialog>
    }
}

/// A modal dialog whose content is made when it opens and exists only then. Escape and its cross
/// close it.
#[component]
pub fn LazyModal(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// More class names, such as `wide`.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = shown_while(open);
    let children = StoredValue::new(children);
    view! {
        <dialog node_ref=dialog class=class on:close=move |_| open.set(false) aria-label=title>
            <Show when=move || open.get()>
                <DialogHead open title />
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}
