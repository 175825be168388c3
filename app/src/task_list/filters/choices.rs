//! Values to tick, each with the number of tasks it would show.

use leptos::prelude::*;

use super::edit::{has, toggled};
use crate::task_list::list::task_list;
use crate::task_list::number::grouped;

/// One value of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As the link has it.
    pub value: String,
    pub label: String,
    /// `None`: not known.
    pub count: Option<i64>,
}

/// A group of the panel that folds. `children` stand above the values.
#[component]
pub fn Group(
    title: &'static str,
    names: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let list = task_list();
    let on = Memo::new(move |_| {
        list.link.with(|link| {
            link.filter
                .pairs()
                .iter()
                .filter(|(name, _)| names.contains(name))
                .count()
        })
    });
    let begins_open = !FOLDED.contains(&title) || on.get_untracked() > 0;
    view! {
        <details class="filter-group" open=begins_open>
            <summary>
                <span>{title}</span>
                {move || (on.get() > 0).then(|| view! { <span class="badge">{on.get()}</span> })}
            </summary>
            <div class="filter-body" role="group" aria-label=title>{children()}</div>
        </details>
    }
}

/// Groups that are folded unless something in them is on.
const FOLDED: [&str; 3] = ["Tags", "Completed", "Updated"];

/// The values of the filter `name`.
#[component]
pub fn Choices(name: &'static str, choices: Signal<Vec<Choice>>) -> impl IntoView {
    let list = task_list();
    view! {
        <ul class="choices">
            <For
                each=move || choices.get()
                key=|choice| choice.value.clone()
                children=move |choice| {
                    let value = StoredValue::new(choice.value.clone());
                    let on = Memo::new(move |_| {
                        value.with_value(|value| list.link.with(|link| has(&link.filter, name, value)))
                    });
                    let count = Memo::new(move |_| {
                        choices
                            .with(|choices| {
                                value
                                    .with_value(|value| {
                                        choices.iter().find(|choice| choice.value == *value)?.count
                                    })
                            })
                    });
                    let toggle = move |_| {
                        value
                            .with_value(|value| {
                                list.go(|link| link.filter = toggled(&link.filter, name, value));
                            });
                    };
                    view! {
                        <li>
                            <label class="choice" class:none=move || count.get() == Some(0)>
                                <input
                                    type="checkbox"
                                    name=name
                                    value=choice.value
                                    checked=move || on.get()
                                    prop:checked=move || on.get()
                                    on:change=toggle
                                />
                                <span class="choice-label" title=choice.label.clone()>{choice.label.clone()}</span>
                                <span class="choice-count">
                                    {move || count.get().map(|count| grouped(usize::try_from(count).unwrap_or(0)))}
                                </span>
                            </label>
                        </li>
                    }
                }
            />
        </ul>
    }
}
