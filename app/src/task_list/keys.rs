//! The keys of the Tasks tab.

use domain::task_list::View;
use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

use super::list::TaskList;

/// Listens on the whole page while it is open. Keys that somebody types into a field are theirs.
pub fn listen_to_keys(list: TaskList) {
    let navigate = use_navigate();
    let open = Callback::new(move |path: String| navigate(&path, NavigateOptions::default()));
    let listener = StoredValue::new(None::<WindowListenerHandle>);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented()
            {
                return;
            }
            if !is_typed(&event) && act(list, open, &event) {
                event.prevent_default();
            }
        });
        listener.set_value(Some(handle));
    });
    on_cleanup(move || {
        if let Some(handle) = listener.try_update_value(Option::take).flatten() {
            handle.remove();
        }
    });
}

/// Whether the key belongs to a field, an open menu or a dialog.
fn is_typed(event: &web_sys::KeyboardEvent) -> bool {
    let Some(target) = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
    else {
        return false;
    };
    if target
        .closest("dialog")
        .is_ok_and(|dialog| dialog.is_some())
    {
        return true;
    }
    match target.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => target.get_attribute("type").as_deref() != Some("checkbox"),
        _ => false,
    }
}

/// Whether the event's target acts on Enter by itself.
fn has_own_enter(event: &web_sys::KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|target| {
            matches!(
                target.tag_name().as_str(),
                "A" | "BUTTON" | "INPUT" | "SUMMARY"
            )
        })
}

/// Does what the key means; `false`: nothing.
fn act(list: TaskList, open: Callback<String>, event: &web_sys::KeyboardEvent) -> bool {
    match event.key().as_str() {
        "j" => list.step(1),
        "k" => list.step(-1),
        "x" => match list.current.get_untracked() {
            Some(place) => list.pick(place, event.shift_key()),
            None => return false,
        },
        "Enter" if has_own_enter(event) => return false,
        "Enter" | "o" => match list.current_path() {
            Some(path) => {
                super::scroll::write_place(list);
                open.run(path);
            }
            None => return false,
        },
        "/" => focus("task-search"),
        "f" => {
            let was_open = list.filters_open.get_untracked() == Some(true);
            list.filters_open.set(Some(true));
            if was_open
                && document()
                    .active_element()
                    .is_some_and(|active| is_in_filters(&active))
            {
                list.filters_open.set(Some(false));
            } else {
                request_animation_frame(|| focus("task-filters"));
            }
        }
        "v" => list.choose_view(match list.view.get_untracked() {
            View::Table => View::Tiles,
            View::Tiles => View::Table,
        }),
        "e" => list.export_open.set(true),
        "r" => list.reload(),
        "?" => list.help_open.set(true),
        "Escape" => return list.leave(),
        _ => return false,
    }
    true
}

fn is_in_filters(element: &web_sys::Element) -> bool {
    element
        .closest("#task-filters")
        .is_ok_and(|panel| panel.is_some())
}

fn focus(id: &str) {
    let element = document().get_element_by_id(id);
    if let Some(element) =
        element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok())
    {
        // An element that cannot take the focus leaves it where it is.
        let _ = element.focus();
    }
}
