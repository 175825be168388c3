//! Tabs over panels, of which one is seen.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A tab: its key, and its words.
pub type Tab = (&'static str, String);

/// The tabs themselves; panels show themselves by `current` and carry the id `panel-{key}`.
#[component]
pub fn Tabs(
    tabs: Vec<Tab>,
    current: RwSignal<&'static str>,
    #[prop(into)] label: String,
) -> impl IntoView {
    let keys = StoredValue::new(tabs.iter().map(|(key, _)| *key).collect::<Vec<_>>());
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => keys.with_value(Vec::len) - 1,
            _ => return,
        };
        event.prevent_default();
        let next = keys.with_value(|keys| {
            let place = keys.iter().position(|key| *key == current.get_untracked());
            keys[(place.unwrap_or_default() + by) % keys.len()]
        });
        current.set(next);
        let tab = document().get_element_by_id(&format!("tab-{next}"));
        if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Focus goes with the choice; a tab can always take it.
            let _ = tab.focus();
        }
    };
    let tabs = tabs
        .into_iter()
        .map(|(key, words)| {
            view! {
                <button
                    id=format!("tab-{key}")
                    type="button"
                    role="tab"
                    aria-controls=format!("panel-{key}")
                    aria-selected=move || (current.get() == key).to_string()
                    tabindex=move || if current.get() == key { "0" } else { "-1" }
                    on:click=move |_| current.set(key)
                >
                    {words}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=label on:keydown=on_key>
            {tabs}
        </div>
    }
}

#[component]
pub fn Panel(
    key: &'static str,
    current: RwSignal<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div
            id=format!("panel-{key}")
            class="panel"
            role="tabpanel"
            aria-labelledby=format!("tab-{key}")
            hidden=move || current.get() != key
        >
            {children()}
        </div>
    }
}
