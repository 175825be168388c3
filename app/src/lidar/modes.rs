//! Flying, measuring, full screen and pictures: the buttons, and the keys that they take first.

use std::collections::BTreeSet;

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::state::Lidar;
use crate::task_page::is_free_key;

/// Keys that fly, by the place on the keyboard.
const FLY: [&str; 7] = ["KeyW", "KeyA", "KeyS", "KeyD", "KeyQ", "KeyE", "ShiftLeft"];

/// Takes keys while flying or measuring before anything else of the page does: `a` must not accept
/// a task that somebody flies through, nor Escape leave it.
pub fn listen(lidar: Lidar) {
    on_document("keydown", move |event| {
        let code = event.code();
        if lidar.flies.get_untracked() && FLY.contains(&code.as_str()) && is_free_key(event) {
            lidar.held.update_value(|held| {
                held.insert(code);
            });
            event.prevent_default();
        } else if event.key() == "Escape" && is_free_key(event) && lidar.leave_modes() {
            event.prevent_default();
        }
    });
    on_document("keyup", move |event| {
        let code = event.code();
        lidar.held.update_value(|held| {
            held.remove(&code);
        });
    });
    // A window that lost the keyboard is not told of keys that are let go.
    Effect::new(move || {
        let listener = window_event_listener(leptos::ev::blur, move |_| {
            lidar.held.try_update_value(BTreeSet::clear);
        });
        on_cleanup(move || listener.remove());
    });
}

/// Listens where keys come by before they reach the window, where the page listens.
fn on_document(name: &'static str, act: impl Fn(&KeyboardEvent) + Clone + 'static + Send + Sync) {
    Effect::new(move || {
        let act = act.clone();
        let listener = Closure::<dyn Fn(KeyboardEvent)>::new(move |event| act(&event));
        let listener = StoredValue::new_local(listener);
        let change = move |add: bool| {
            listener.try_with_value(|listener| {
                let callback = listener.as_ref().unchecked_ref();
                let document = document();
                // Both fail only for a name that is none.
                let _ = if add {
                    document.add_event_listener_with_callback(name, callback)
                } else {
                    document.remove_event_listener_with_callback(name, callback)
                };
            });
        };
        change(true);
        on_cleanup(move || change(false));
    });
}

/// Shows the view alone on the screen, or in its page again.
pub fn toggle_full_screen(view: NodeRef<html::Div>) {
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    } else if let Some(view) = view.get_untracked() {
        // Refused only where the browser's owner forbids it.
        let _ = view.request_fullscreen();
    }
}

/// Buttons that change what the pointer and the keys do.
#[component]
pub fn ModeButtons(lidar: Lidar) -> impl IntoView {
    let follows = Memo::new(move |_| lidar.sight.with(|sight| sight.follows));
    view! {
        <button
            class="button small"
            type="button"
            title="Fly: W A S D, Q and E down and up, drag to look around (v)"
            aria-pressed=move || lidar.flies.get().to_string()
            on:click=move |_| toggle_flying(lidar)
        >
            "Fly"
        </button>
        <button
            class="button small"
            type="button"
            title="Measure distances and an angle: click points (m)"
            aria-pressed=move || lidar.measures.get().to_string()
            on:click=move |_| toggle_measuring(lidar)
        >
            "Measure"
        </button>
        {(lidar.count() > 1)
            .then(|| {
                view! {
                    <button
                        class="button small"
                        type="button"
                        title="Keep the chosen object in place from frame to frame (t)"
                        aria-pressed=move || follows.get().to_string()
                        on:click=move |_| lidar.sight.update(|sight| sight.follows ^= true)
                    >
                        "Follow"
                    </button>
                }
            })}
    }
}

/// Takes off, or lands.
pub fn toggle_flying(lidar: Lidar) {
    lidar.held.update_value(BTreeSet::clear);
    lidar.flies.update(|flies| *flies = !*flies);
}

/// Begins to measure, or ends it and takes away what was measured.
pub fn toggle_measuring(lidar: Lidar) {
    let measures = !lidar.measures.get_untracked();
    lidar.measures.set(measures);
    if measures {
        lidar.edit.picks.set(false);
    } else {
        lidar.sight.update(|sight| sight.measured.clear());
    }
}

/// A picture of the canvas as a file, and the whole screen for it.
#[component]
pub fn PictureButtons(lidar: Lidar, view_node: NodeRef<html::Div>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label="Save a picture"
            title="Save what is seen as a picture (i)"
            on:click=move |_| lidar.wants_picture.set(true)
        >
            <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
                <path d="M2 5h3l1-1.5h4L11 5h3v8H2z" stroke-linejoin="round" />
                <circle cx="8" cy="8.8" r="2.3" />
            </svg>
        </button>
        <button
            type="button"
            class="icon-button"
            aria-label="Full screen"
            title="Full screen (f)"
            on:click=move |_| toggle_full_screen(view_node)
        >
            <svg viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.4" aria-hidden="true">
                <path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3" stroke-linecap="round" stroke-linejoin="round" />
            </svg>
        </button>
    }
}
