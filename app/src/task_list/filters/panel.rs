//! All filters: at the side where there is room, else as a sheet.

use domain::task_list::{FacetCount, Facets, TaskFilter};
use domain::{ReviewStatus, TaskStatus, TaskType};
use leptos::prelude::*;

use super::batches::Batches;
use super::choices::{Choice, Choices, Group};
use super::tags::Tags;
use super::times::Times;
use crate::task_list::list::{TaskList, task_list};

#[component]
pub fn FilterPanel() -> impl IntoView {
    let list = task_list();
    let any = move || list.link.with(|link| !link.filter.is_empty());
    view! {
        <button
            type="button"
            class="filters-backdrop"
            tabindex="-1"
            aria-label="Close the filters"
            on:click=move |_| list.filters_open.set(None)
        ></button>
        <aside id="task-filters" class="filters" tabindex="-1" aria-label="Filters">
            <header class="filters-head">
                <h2>"Filters"</h2>
                <button
                    type="button"
                    class="button small quiet"
                    disabled=move || !any()
                    on:click=move |_| list.go(|link| link.filter = TaskFilter::default())
                >
                    "Clear all"
                </button>
                <button
                    type="button"
                    class="icon-button sheet-only"
                    aria-label="Close the filters"
                    on:click=move |_| list.filters_open.set(None)
                >
                    <svg viewBox="0 0 10 10" width="12" height="12" aria-hidden="true">
                        <path d="M1 1l8 8M9 1l-8 8" stroke="currentColor" stroke-width="1.4" />
                    </svg>
                </button>
            </header>
            <Group title="Status" names=&["status"]>
                <Choices name="status" choices=choices(list, |facets| named(&facets.status, TaskStatus::label)) />
            </Group>
            <Group title="Audit" names=&["review"]>
                <Choices
                    name="review"
                    choices=choices(list, |facets| named(&facets.review_status, ReviewStatus::label))
                />
            </Group>
            <Group title="Project" names=&["project"]>
                <Choices name="project" choices=choices(list, |facets| texts(&facets.project)) />
            </Group>
            <Group title="Type" names=&["type"]>
                <Choices name="type" choices=choices(list, |facets| named(&facets.task_type, TaskType::label)) />
            </Group>
            <Group title="Batch" names=&["batch"]>
                <Batches />
            </Group>
            <Group title="Tags" names=&["tag"]>
                <Tags />
            </Group>
            <Group title="Created" names=&["created_from", "created_to"]>
                <Times of=super::times::TimeOf::Created />
            </Group>
            <Group title="Completed" names=&["completed_from", "completed_to"]>
                <Times of=super::times::TimeOf::Completed />
            </Group>
            <Group title="Updated" names=&["updated_from", "updated_to"]>
                <Times of=super::times::TimeOf::Updated />
            </Group>
        </aside>
    }
}

fn choices(list: TaskList, read: fn(&Facets) -> Vec<Choice>) -> Signal<Vec<Choice>> {
    Memo::new(move |_| list.facets.with(read)).into()
}

fn named<T: Copy + ToString>(
    counts: &[FacetCount<T>],
    label: fn(T) -> &'static str,
) -> Vec<Choice> {
    counts
        .iter()
        .map(|facet| Choice {
            value: facet.value.to_string(),
            label: label(facet.value).to_owned(),
            count: Some(facet.count),
        })
        .collect()
}

/// Values that are their own labels.
pub fn texts(counts: &[FacetCount<String>]) -> Vec<Choice> {
    counts
        .iter()
        .map(|facet| Choice {
            value: facet.value.clone(),
            label: facet.value.clone(),
            count: Some(facet.count),
        })
        .collect()
}
