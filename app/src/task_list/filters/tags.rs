//! The filter by tag.

use leptos::prelude::*;

use super::choices::{Choice, Choices};
use crate::task_list::list::task_list;

#[component]
pub fn Tags() -> impl IntoView {
    let list = task_list();
    let typed = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        list.link.with(|link| {
            let choice = |tag: &String| Choice {
                value: tag.clone(),
                label: tag.clone(),
                count: None,
            };
            link.filter.tag.iter().map(choice).collect::<Vec<_>>()
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
                placeholder="Tag, then Enter"
                aria-label="Tag"
                autocomplete="off"
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
        </form>
        <Choices name="tag" choices=choices.into() />
    }
}
