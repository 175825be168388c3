//! One view in the menu.

use domain::SavedView;
use leptos::prelude::*;

use super::calls::ViewChange;
use super::menu::Views;

/// The view as a link, with a star for the default; while the menu is edited, an own view with
/// what changes it.
#[component]
pub(super) fn ViewRow(
    views: Views,
    view: SavedView,
    is_shown: Signal<bool>,
    edits: RwSignal<bool>,
    is_first: bool,
    is_last: bool,
    on_open: Callback<()>,
) -> impl IntoView {
    let SavedView {
        view_id,
        name,
        is_shared,
        is_own,
        owner,
        is_default,
        ..
    } = view.clone();
    let href = view.path();
    let (title, word) = if is_default {
        (
            "The Tasks tab opens with this view; open it with all tasks instead",
            "Default",
        )
    } else {
        ("Open the Tasks tab with this view", "Make default")
    };
    let star = move |_| {
        views.change(ViewChange::Default {
            view_id: (!is_default).then_some(view_id),
        });
    };
    let note = match (is_own, is_shared) {
        (true, true) => Some("team".to_owned()),
        (true, false) => None,
        (false, _) => Some(owner),
    };
    let edited_name = name.clone();
    view! {
        <li class="view-row">
            <button
                type="button"
                class="view-star"
                class:on=is_default
                aria-pressed=is_default.to_string()
                aria-label=format!("{word}: {name}")
                title=title
                on:click=star
            >
                <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                    <path
                        d="M7 1.6l1.7 3.5 3.8.5-2.8 2.6.7 3.8L7 10.2 3.6 12l.7-3.8L1.5 5.6l3.8-.5z"
                        stroke="currentColor"
                        stroke-linejoin="round"
                    />
                </svg>
            </button>
            <Show
                when=move || is_own && edits.get()
                fallback=move || {
                    view! {
                        <a
                            href=href.clone()
                            aria-current=move || is_shown.get().then_some("true")
                            on:click=move |_| on_open.run(())
                        >
                            <span class="view-name">{name.clone()}</span>
                            {note.clone().map(|note| view! { <span class="view-note">{note}</span> })}
                        </a>
                    }
                }
            >
                <ViewEditor views view_id name=edited_name.clone() is_shared is_first is_last />
            </Show>
        </li>
    }
}

#[component]
fn ViewEditor(
    views: Views,
    view_id: i32,
    name: String,
    is_shared: bool,
    is_first: bool,
    is_last: bool,
) -> impl IntoView {
    let sure = RwSignal::new(false);
    let old_name = name.clone();
    let rename = move |event: leptos::ev::Event| {
        let name = event_target_value(&event);
        if name.trim() != old_name {
            views.change(ViewChange::Rename { view_id, name });
        }
    };
    let share = move |event: leptos::ev::Event| {
        views.change(ViewChange::Share {
            view_id,
            is_shared: event_target_checked(&event),
        });
    };
    let delete = move |_| {
        if sure.get_untracked() {
            views.change(ViewChange::Delete { view_id });
        } else {
            sure.set(true);
        }
    };
    view! {
        <div class="view-editor">
            <input
                type="text"
                aria-label=format!("Name of {name}")
                maxlength=domain::saved_view::MAX_NAME_CHARS.to_string()
                value=name.clone()
                on:change=rename
            />
            <label class="view-share">
                <input type="checkbox" checked=is_shared on:change=share />
                "Team"
            </label>
            <button
                type="button"
                class="button small quiet"
                aria-label=format!("Move {name} up")
                disabled=is_first
                on:click=move |_| views.shift(view_id, -1)
            >
                "↑"
            </button>
            <button
                type="button"
                class="button small quiet"
                aria-label=format!("Move {name} down")
                disabled=is_last
                on:click=move |_| views.shift(view_id, 1)
            >
                "↓"
            </button>
            <button
                type="button"
                class="button small quiet danger"
                aria-label=move || if sure.get() { format!("Really delete {name}") } else { format!("Delete {name}") }
                on:click=delete
                on:blur=move |_| sure.set(false)
            >
                {move || if sure.get() { "Sure?" } else { "Delete" }}
            </button>
        </div>
    }
}
