//! The bar over the list: search, total, zone, view, columns, link.

use std::time::Duration;

use domain::Zone;
use domain::task_list::filter::MIN_TEXT_CHARS;
use domain::task_list::{Column, View};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::export::ExportButton;
use super::list::task_list;
use super::number::grouped;
use crate::clipboard::copy_text;
use crate::saved_views::SavedViewsMenu;

#[component]
pub fn Toolbar() -> impl IntoView {
    let list = task_list();
    let filters = move || list.link.with(|link| link.filter.pairs().len());
    let total = move || list.stretch.with(|stretch| stretch.total);
    view! {
        <div class="tasks-toolbar">
            <button
                type="button"
                class="button filters-button"
                aria-controls="task-filters"
                aria-expanded=move || (list.filters_open.get() != Some(false)).to_string()
                on:click=move |_| list.toggle_filters()
                title="Filters (f)"
            >
                <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                    <path d="M1 3h12M3.5 7h7M6 11h2" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" />
                </svg>
                <span class="wide-only">"Filters"</span>
                {move || (filters() > 0).then(|| view! { <span class="badge">{filters()}</span> })}
            </button>
            <SavedViewsMenu link=list.link />
            <SearchBox />
            <h1 class="tasks-total" aria-live="polite">
                <strong>{move || grouped(total())}</strong>
                {move || if total() == 1 { " task" } else { " tasks" }}
            </h1>
            <div class="toolbar-end">
                <ZoneSwitch />
                <ViewSwitch />
                <ColumnsMenu />
                <ExportButton />
                <CopyLink />
                <button
                    type="button"
                    class="icon-button"
                    aria-label="Keys"
                    title="Keys (?)"
                    on:click=move |_| list.help_open.set(true)
                >
                    "?"
                </button>
            </div>
        </div>
    }
}

/// How long typing rests before the list is asked for.
const TYPING_DELAY: Duration = Duration::from_millis(250);

#[component]
fn SearchBox() -> impl IntoView {
    let list = task_list();
    let text = Memo::new(move |_| list.link.with(|link| link.filter.text.clone()));
    let typed = RwSignal::new(text.get_untracked());
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // What the box asked for last. A step back, or "Clear all", changes the text from outside; an
    // answer to the box itself must not take away what was typed meanwhile.
    let asked = StoredValue::new(text.get_untracked());
    Effect::new(move |_| {
        let text = text.get();
        if asked.with_value(|asked| *asked != text) {
            asked.set_value(text.clone());
            typed.set(text);
        }
    });
    let search = move || {
        let wanted = typed.with_untracked(|typed| searched(typed));
        let old = text.get_untracked();
        if wanted == old {
            return;
        }
        asked.set_value(wanted.clone());
        let set = |link: &mut domain::task_list::TasksLink| link.filter.text.clone_from(&wanted);
        if wanted.is_empty() || old.is_empty() {
            list.go(set);
        } else {
            list.go_on(set);
        }
    };
    let too_short = move || {
        typed.with(|typed| {
            let chars = typed.trim().chars().count();
            chars > 0 && chars < MIN_TEXT_CHARS
        })
    };
    view! {
        <form
            class="search-box"
            role="search"
            on:submit=move |event| {
                event.prevent_default();
                search();
            }
        >
            <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d="M9.2 9.2L13 13" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" />
            </svg>
            <input
                id="task-search"
                type="search"
                placeholder="Search id, unique id, metadata"
                aria-label="Search task id, unique id and metadata"
                title="Search (/)"
                autocomplete="off"
                spellcheck="false"
                maxlength="200"
                value=typed.get_untracked()
                prop:value=typed
                on:input=move |event| {
                    typed.set(event_target_value(&event));
                    if let Some(waiting) = timer.get_value() {
                        waiting.clear();
                    }
                    timer.set_value(set_timeout_with_handle(search, TYPING_DELAY).ok());
                }
            />
            <Show when=too_short>
                <span class="search-hint" role="status">{format!("{MIN_TEXT_CHARS} letters or more")}</span>
            </Show>
        </form>
    }
}

/// What is searched for when this is typed.
fn searched(typed: &str) -> String {
    let text = typed.trim();
    if text.chars().count() < MIN_TEXT_CHARS {
        return String::new();
    }
    text.to_owned()
}

#[component]
fn ZoneSwitch() -> impl IntoView {
    let list = task_list();
    view! {
        <div class="segmented" role="group" aria-label="Time zone">
            {Zone::ALL
                .iter()
                .map(|zone| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || (list.zone.get() == *zone).to_string()
                            on:click=move |_| list.choose_zone(*zone)
                        >
                            {zone.label()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

#[component]
fn ViewSwitch() -> impl IntoView {
    let list = task_list();
    view! {
        <div class="segmented" role="group" aria-label="View">
            {View::ALL
                .iter()
                .map(|view| {
                    view! {
                        <button
                            type="button"
                            aria-pressed=move || (list.view.get() == *view).to_string()
                            on:click=move |_| list.choose_view(*view)
                        >
                            {view.label()}
                        </button>
                    }
                })
                .collect_view()}
        </div>
    }
}

#[component]
fn ColumnsMenu() -> impl IntoView {
    let list = task_list();
    view! {
        <details class="menu" class:off=move || list.view.get() != View::Table>
            <summary class="button quiet">"Columns"</summary>
            <div class="menu-body" role="group" aria-label="Columns">
                {Column::ALL
                    .iter()
                    .map(|column| {
                        let shown = move || list.columns.with(|layout| layout.shows(*column));
                        view! {
                            <label class="choice">
                                <input
                                    type="checkbox"
                                    checked=shown
                                    prop:checked=shown
                                    disabled=*column == Column::Task
                                    on:change=move |_| list.set_columns(|layout| layout.toggle(*column))
                                />
                                <span>{column.label()}</span>
                            </label>
                        }
                    })
                    .collect_view()}
            </div>
        </details>
    }
}

/// Copies the link to what is seen. Times in it are instants, so it shows the same in every zone.
#[component]
fn CopyLink() -> impl IntoView {
    let list = task_list();
    let said = RwSignal::new(None::<&'static str>);
    let copy = move |_| {
        let origin = location().origin().unwrap_or_default();
        let link = format!("{origin}{}", list.link_here().path());
        spawn_local(async move {
            let copied = copy_text(&link).await;
            said.set(Some(if copied {
                "Copied"
            } else {
                "The browser refused"
            }));
            set_timeout(move || _ = said.try_set(None), Duration::from_secs(2));
        });
    };
    view! {
        <button type="button" class="button quiet copy-link" on:click=copy>
            {move || said.get().unwrap_or("Copy link")}
        </button>
        <span class="visually-hidden" role="status">{move || said.get()}</span>
    }
}
