//! The search of a JSON text.

use std::time::Duration;

use domain::json_text::{MOST_MATCHES, Match};
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::text::JsonText;

/// A field with count, next and previous. The match that one is at goes to `current`.
#[component]
pub fn FindBar(
    json: JsonText,
    current: RwSignal<Option<Match>>,
    field: NodeRef<html::Input>,
) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let place = RwSignal::new(0_usize);
    let count = Memo::new(move |_| {
        json.with(|_, _, search| search.map_or(0, |search| search.matches().len()))
    });

    // Typing searches after a short rest.
    Effect::new(move |_| {
        let wanted = text.get();
        let timer = set_timeout_with_handle(
            move || {
                place.set(0);
                current.set(None);
                json.search(&wanted);
            },
            Duration::from_millis(120),
        );
        on_cleanup(move || timer.into_iter().for_each(|timer| timer.clear()));
    });
    // The first match is shown as soon as there is one.
    Effect::new(move |_| {
        if count.get() > 0 && current.with_untracked(Option::is_none) {
            current.set(match_at(json, 0));
        }
    });
    let step = move |by: isize| {
        let count = count.get_untracked() as isize;
        if count > 0 {
            let next = (place.get_untracked() as isize + by).rem_euclid(count) as usize;
            place.set(next);
            current.set(match_at(json, next));
        }
    };
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            step(if event.shift_key() { -1 } else { 1 });
        }
        "Escape" if !text.with_untracked(String::is_empty) => {
            event.prevent_default();
            event.stop_propagation();
            text.set(String::new());
        }
        _ => {}
    };
    let told = move || {
        if text.with(String::is_empty) {
            return String::new();
        }
        let count = count.get();
        let more = if count >= MOST_MATCHES || json.is_searching.get() {
            "+"
        } else {
            ""
        };
        match count {
            0 if json.is_searching.get() => "searching…".to_owned(),
            0 => "nothing found".to_owned(),
            _ => format!("{} / {count}{more}", place.get() + 1),
        }
    };
    view! {
        <div class="json-find" role="search">
            <input
                node_ref=field
                type="search"
                aria-label="Search in the JSON"
                placeholder="Search"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
                on:keydown=on_key
            />
            <output aria-live="polite">{told}</output>
            <button
                class="icon-button"
                type="button"
                aria-label="Previous match"
                title="Previous match (Shift+Enter)"
                disabled=move || count.get() == 0
                on:click=move |_| step(-1)
            >
                "↑"
            </button>
            <button
                class="icon-button"
                type="button"
                aria-label="Next match"
                title="Next match (Enter)"
                disabled=move || count.get() == 0
                on:click=move |_| step(1)
            >
                "↓"
            </button>
        </div>
    }
}

fn match_at(json: JsonText, place: usize) -> Option<Match> {
    untrack(|| json.with(|_, _, search| search?.matches().get(place).copied()))
}
