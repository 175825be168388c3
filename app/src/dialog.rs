//! A modal dialog whose content is made when it opens.

use leptos::html;
use leptos::prelude::*;

/// A dialog over the page, shown while `open`. What is in it exists only then. Escape closes it.
#[component]
pub fn LazyModal(
    open: RwSignal<bool>,
    #[prop(into)] title: Signal<String>,
    /// More class names, such as `wide`.
    #[prop(optional)]
    class: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_open = open.get();
        let Some(dialog) = dialog.get() else { return };
        if is_open && !dialog.open() {
            // After the content is there, so that the right field takes the focus.
            request_animation_frame(move || {
                // Fails only for a dialog that has left the page.
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    let _ = dialog.show_modal();
                }
            });
        } else if !is_open && dialog.open() {
            dialog.close();
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog node_ref=dialog class=class on:close=move |_| open.set(false) aria-label=move || title.get()>
            <Show when=move || open.get()>
                <header>
                    <h2>{move || title.get()}</h2>
                    <button
                        class="icon-button"
                        type="button"
                        aria-label="Close"
                        on:click=move |_| open.set(false)
                    >
                        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                            <path d="M4 4l8 8M12 4l-8 8" stroke="currentColor" stroke-width="1.5" />
                        </svg>
                    </button>
                </header>
                {children.with_value(|children| children())}
            </Show>
        </dialog>
    }
}
