//! The filter by tag.

use leptos::prelude::*;

use super::choices::{Choice, Choices};
use super::panel::texts;
use crate::task_list::list::task_list;

/// Tags that are listed at once, besides those filtered by; typing narrows them.
const LISTED: usize = 40;

#[component]
pub fn Tags() -> impl IntoView {
    let list = task_list();
    let typed = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        let part = typed.with(|typed| typed.trim().to_lowercase());
        let on = list.link.with(|link| link.filter.tag.clone());
        let mut room = LISTED;
        list.facets.with(|facets| {
            texts(&facets.tag)
                .into_iter()
                .filter(|choice: &Choice| {
                    let fits = room > 0 && choice.value.to_lowercase().contains(&part);
                    room -= usize::from(fits);
                    fits || on.contains(&choice.value)
                })
                .collect::<Vec<_>>()
        })
    });
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let tag = typed.get_untracked().trim().to_owned();
        if !tag.is_empty() {
            list.go(|link| {
                // A field that is full stays as it is.
                let _ = link.filter.take("tag", &tag);
            });
            typed.set(String::new());
        }
    };
    view! {
        <form on:submit=add>
            <input
                class="filter-find"
                placeholder="Find a tag"
                aria-label="Find a tag; Enter filters by it"
                autocomplete="off"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </form>
        <Choices name="tag" choices=choices.into() />
    }
}
