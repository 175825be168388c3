//! What the filter is set to, each part removable.

use domain::task_list::TaskFilter;
use domain::zone::ZoneRules;
use domain::{ReviewStatus, TaskStatus, TaskType};
use leptos::prelude::*;

use super::filters::without;
use super::list::task_list;

/// A row of chips; gone when nothing is filtered.
#[component]
pub fn Chips() -> impl IntoView {
    let list = task_list();
    let pairs = Memo::new(move |_| list.link.get().filter.pairs());
    view! {
        <Show when=move || !pairs.with(Vec::is_empty)>
            <div class="chips" role="group" aria-label="Filters that are on">
                <For each=move || pairs.get() key=|pair| format!("{}={}", pair.0, pair.1) let((name, value))>
                    {
                        let shown = value.clone();
                        let text = Signal::derive(move || chip_text(name, &shown, list.rules()));
                        view! {
                            <span class="chip">
                                <span class="chip-name">{chip_name(name)}</span>
                                <span class="chip-value">{text}</span>
                                <button
                                    type="button"
                                    class="chip-remove"
                                    aria-label=move || format!("Remove {} {}", chip_name(name), text.get())
                                    on:click=move |_| {
                                        list.go(|link| link.filter = without(&link.filter, name, &value));
                                    }
                                >
                                    <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                                        <path d="M2 2l6 6M8 2l-6 6" stroke="currentColor" stroke-width="1.5" />
                                    </svg>
                                </button>
                            </span>
                        }
                    }
                </For>
                <button
                    type="button"
                    class="button small quiet"
                    on:click=move |_| list.go(|link| link.filter = TaskFilter::default())
                >
                    "Clear all"
                </button>
            </div>
        </Show>
    }
}

fn chip_name(name: &str) -> &'static str {
    match name {
        "status" => "Status",
        "review" => "Audit",
        "type" => "Type",
        "project" => "Project",
        "batch" => "Batch",
        "tag" => "Tag",
        "created_from" => "Created from",
        "created_to" => "Created before",
        "completed_from" => "Completed from",
        "completed_to" => "Completed before",
        "updated_from" => "Updated from",
        "updated_to" => "Updated before",
        _ => "Text",
    }
}

fn chip_text(name: &str, value: &str, rules: ZoneRules) -> String {
    let label = match name {
        "status" => value.parse().ok().map(TaskStatus::label),
        "review" => value.parse().ok().map(ReviewStatus::label),
        "type" => value.parse().ok().map(TaskType::label),
        _ => None,
    };
    if let Some(label) = label {
        return label.to_owned();
    }
    if name.ends_with("_from") || name.ends_with("_to") {
        return value
            .parse()
            .map_or_else(|_| value.to_owned(), |instant| rules.minute_text(instant));
    }
    if value.is_empty() {
        return "none".to_owned();
    }
    value.to_owned()
}
