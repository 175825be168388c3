//! The list of annotations: pointing at a row points at its mark in the view, and back.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::legend::{Swatch, label_words};
use super::mark::{Mark, Marks};

#[component]
pub fn MarkList(rows: Vec<Mark>, marks: Marks, #[prop(into)] title: String) -> impl IntoView {
    let hovered = Selector::new(move || marks.hovered.get());
    let selected = Selector::new(move || marks.selected.get());
    let order = StoredValue::new(
        rows.iter()
            .map(|row| (row.index, row.label.clone()))
            .collect::<Vec<_>>(),
    );
    // A choice made in the picture scrolls its row into sight.
    Effect::new(move || {
        if let Some(index) = marks.selected.get()
            && let Some(row) = document().get_element_by_id(&row_id(index))
        {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let step = move |to: Step| {
        let next = order.with_value(|order| {
            let shown: Vec<usize> = marks.hidden.with_untracked(|hidden| {
                let shown = order.iter().filter(|(_, label)| !hidden.contains(label));
                shown.map(|(index, _)| *index).collect()
            });
            let current = marks.selected.get_untracked();
            let place = shown.iter().position(|index| Some(*index) == current);
            let last = shown.len().checked_sub(1)?;
            let place = match (to, place) {
                (Step::First, _) | (Step::Down, None) => 0,
                (Step::Last, _) | (Step::Up, None) => last,
                (Step::Down, Some(place)) => (place + 1).min(last),
                (Step::Up, Some(place)) => place.saturating_sub(1),
            };
            shown.get(place).copied()
        });
        marks.selected.set(next);
    };
    let on_key = move |event: KeyboardEvent| {
        match event.key().as_str() {
            "ArrowDown" | "j" => step(Step::Down),
            "ArrowUp" | "k" => step(Step::Up),
            "Home" => step(Step::First),
            "End" => step(Step::Last),
            "Enter" => marks.revealed.set(marks.selected.get_untracked()),
            "Escape" if marks.selected.get_untracked().is_some() => marks.selected.set(None),
            _ => return,
        }
        event.prevent_default();
    };
    let rows = rows
        .into_iter()
        .map(
            |row| view! { <MarkRow row marks hovered=hovered.clone() selected=selected.clone() /> },
        )
        .collect_view();
    view! {
        <ul
            class="mark-list"
            role="listbox"
            tabindex="0"
            aria-label=title
            aria-activedescendant=move || marks.selected.get().map(row_id)
            on:keydown=on_key
            on:pointerleave=move |_| marks.hover(None)
        >
            {rows}
        </ul>
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    First,
    Up,
    Down,
    Last,
}

fn row_id(index: usize) -> String {
    format!("mark-{index}")
}

#[component]
fn MarkRow(
    row: Mark,
    marks: Marks,
    hovered: Selector<Option<usize>>,
    selected: Selector<Option<usize>>,
) -> impl IntoView {
    let index = row.index;
    let chosen = selected.clone();
    let label = StoredValue::new(row.label.clone());
    let is_hidden = move || {
        marks
            .hidden
            .with(|hidden| label.with_value(|label| hidden.contains(label)))
    };
    let facts = row
        .facts
        .into_iter()
        .map(|(name, value)| {
            view! {
                <span class="mark-fact">
                    <span class="name">{name}</span>
                    " "
                    {value}
                </span>
            }
        })
        .collect_view();
    view! {
        <li
            id=row_id(index)
            class="mark"
            role="option"
            class:hovered=move || hovered.selected(&Some(index))
            class:is-off=is_hidden
            aria-selected=move || chosen.selected(&Some(index)).to_string()
            on:pointerenter=move |_| marks.hover(Some(index))
            on:click=move |_| marks.selected.set(Some(index))
            on:dblclick=move |_| marks.revealed.set(Some(index))
        >
            <Swatch color=row.color />
            <span class="mark-label">{label_words(&row.label)}</span>
            <span class="mark-kind">{row.kind}</span>
            <span class="mark-facts">{facts}</span>
        </li>
    }
}
