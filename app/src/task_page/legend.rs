//! Labels with their colours and counts, to show and hide by.

use std::collections::BTreeSet;

use domain::label_color::Rgb;
use leptos::prelude::*;

use super::mark::{Mark, label_counts};

/// `hidden` is the set of labels that are not drawn.
#[component]
pub fn Legend(marks: Vec<Mark>, hidden: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let labels = label_counts(&marks);
    let names: Vec<String> = labels.iter().map(|(label, ..)| label.clone()).collect();
    let all = StoredValue::new(names);
    let any_hidden = Memo::new(move |_| {
        hidden.with(|hidden| all.with_value(|all| all.iter().any(|label| hidden.contains(label))))
    });
    view! {
        <section class="legend" aria-label="Labels">
            <header>
                <h2>"Labels"</h2>
                <button
                    class="button quiet small"
                    type="button"
                    on:click=move |_| {
                        hidden
                            .update(|hidden| {
                                if any_hidden.get_untracked() {
                                    hidden.clear();
                                } else {
                                    hidden.extend(all.get_value());
                                }
                            });
                    }
                >
                    {move || if any_hidden.get() { "Show all" } else { "Hide all" }}
                </button>
            </header>
            <ul>
                {labels
                    .into_iter()
                    .map(|(label, color, count)| view! { <LegendRow label color count hidden all /> })
                    .collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn LegendRow(
    label: String,
    color: Rgb,
    count: usize,
    hidden: RwSignal<BTreeSet<String>>,
    all: StoredValue<Vec<String>>,
) -> impl IntoView {
    let name = StoredValue::new(label.clone());
    let shown =
        Memo::new(move |_| hidden.with(|hidden| name.with_value(|label| !hidden.contains(label))));
    let toggle = move |_| {
        hidden.update(|hidden| {
            let label = name.get_value();
            if !hidden.remove(&label) {
                hidden.insert(label);
            }
        });
    };
    let only = move |_| {
        hidden.update(|hidden| {
            hidden.extend(all.get_value());
            name.with_value(|label| hidden.remove(label));
        });
    };
    let words = label_words(&label);
    let only_name = format!("Only {words}");
    view! {
        <li>
            <label>
                <input type="checkbox" prop:checked=shown checked=shown.get_untracked() on:change=toggle />
                <Swatch color />
                <span class="legend-label" title=words.clone()>{words.clone()}</span>
                <span class="legend-count">{count}</span>
            </label>
            <button class="button quiet small" type="button" aria-label=only_name on:click=only>"Only"</button>
        </li>
    }
}

/// A label for people; some tasks ask for none.
pub fn label_words(label: &str) -> String {
    if label.is_empty() {
        "no label".to_owned()
    } else {
        label.to_owned()
    }
}

/// A label's colour as a small square.
#[component]
pub fn Swatch(color: Rgb) -> impl IntoView {
    view! {
        <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
            <rect width="10" height="10" rx="2.5" fill=color.to_string() />
        </svg>
    }
}
