//! The link around a task's small picture.

use domain::task_list::TaskRow;
use leptos::html;
use leptos::prelude::*;

use super::list::task_list;
use super::preview::Hover;
use super::row::task_href;
use super::scroll::write_place;

/// Opens the task; resting on it, its focus, or a long press shows the large picture.
#[component]
pub fn PictureLink(
    row: TaskRow,
    class: &'static str,
    label: String,
    /// Whether the picture could not be shown.
    broken: RwSignal<bool>,
    children: Children,
) -> impl IntoView {
    let list = task_list();
    let href = task_href(list, row.task_id);
    let node = NodeRef::<html::A>::new();
    let hover = Hover::new(list, row, node);
    view! {
        <a
            node_ref=node
            class=class
            class:broken=broken
            href=href
            aria-label=label
            on:click=move |event| {
                hover.swallow(&event);
                write_place(list);
            }
            on:contextmenu=move |event| hover.swallow(&event)
            on:pointerenter=move |event| hover.enter(&event)
            on:pointerleave=move |_| hover.leave()
            on:pointerdown=move |event| hover.press(&event)
            on:pointerup=move |_| hover.release()
            on:pointercancel=move |_| hover.release()
            on:focus=move |_| hover.focus()
            on:blur=move |_| hover.leave()
        >
            {children()}
        </a>
    }
}
