//! The filter by batch, of which there may be thousands.

use leptos::prelude::*;

use super::choices::Choices;
use super::edit::has;
use super::panel::texts;
use crate::task_list::list::task_list;
use crate::task_list::number::grouped;

#[component]
pub fn Batches() -> impl IntoView {
    let list = task_list();
    let typed = RwSignal::new(String::new());
    let choices = Memo::new(move |_| {
        let part = typed.get().trim().to_lowercase();
        let filter = list.link.with(|link| link.filter.clone());
        let mut choices = list.facets.with(|facets| texts(&facets.batch));
        choices.retain(|choice| {
            choice.label.to_lowercase().contains(&part) || has(&filter, "batch", &choice.value)
        });
        choices
    });
    let more = move || {
        list.facets.with(|facets| {
            let listed = facets.batch.iter().filter(|facet| facet.count > 0).count();
            usize::try_from(facets.batch_total)
                .unwrap_or(0)
                .saturating_sub(listed)
        })
    };
    view! {
        <input
            type="search"
            class="filter-find"
            placeholder="Find a batch"
            aria-label="Find a batch"
            autocomplete="off"
            prop:value=typed
            on:input=move |event| typed.set(event_target_value(&event))
        />
        <Choices name="batch" choices=choices.into() />
        {move || {
            (more() > 0 && typed.with(String::is_empty))
                .then(|| view! { <p class="filter-more">{format!("{} more: type to find them", grouped(more()))}</p> })
        }}
    }
}
