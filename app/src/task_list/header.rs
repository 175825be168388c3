//! The head of the table: sorting, widths, and the checkbox of all rows.

use domain::task_list::{Column, ColumnLayout, Direction, Sort, SortField};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::list::task_list;

#[component]
pub fn Header() -> impl IntoView {
    let list = task_list();
    view! {
        <thead>
            <tr aria-rowindex="1">
                <th class="check" scope="col">
                    <PickLoaded />
                </th>
                {move || {
                    list.shown.get().into_iter().map(|column| view! { <HeaderCell column /> }).collect_view()
                }}
                <td></td>
            </tr>
        </thead>
    }
}

/// Selects the loaded rows, or none.
#[component]
fn PickLoaded() -> impl IntoView {
    let list = task_list();
    let state = Memo::new(move |_| list.loaded_are_picked());
    let input = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            input.set_indeterminate(state.get().is_none());
        }
    });
    view! {
        <label>
            <input
                node_ref=input
                type="checkbox"
                aria-label="Select the loaded tasks"
                checked=move || state.get() == Some(true)
                prop:checked=move || state.get() == Some(true)
                on:change=move |_| list.pick_loaded()
            />
        </label>
    }
}

#[component]
fn HeaderCell(column: Column) -> impl IntoView {
    let list = task_list();
    let sort = move || list.link.with(|link| link.sort);
    let direction = move |field| {
        let sort = sort();
        (sort.field == field).then_some(sort.direction)
    };
    let class = if column == Column::Annotations {
        "number"
    } else {
        ""
    };
    match sort_field(column) {
        Some(field) => view! {
            <th
                scope="col"
                class=class
                aria-sort=move || match direction(field) {
                    Some(Direction::Ascending) => "ascending",
                    Some(Direction::Descending) => "descending",
                    None => "none",
                }
            >
                <button
                    type="button"
                    class="sort"
                    class:on=move || direction(field).is_some()
                    on:click=move |_| list.go(|link| link.sort = next_sort(link.sort, field))
                >
                    {column.label()}
                    <svg viewBox="0 0 8 8" width="8" height="8" aria-hidden="true">
                        <path
                            d=move || match direction(field) {
                                Some(Direction::Ascending) => "M0 6l4-5 4 5z",
                                _ => "M0 2l4 5 4-5z",
                            }
                            fill="currentColor"
                        />
                    </svg>
                </button>
                <Resizer column />
            </th>
        }
        .into_any(),
        None => view! {
            <th scope="col" class=class>
                <span class="column-name">{column.label()}</span>
                <Resizer column />
            </th>
        }
        .into_any(),
    }
}

fn sort_field(column: Column) -> Option<SortField> {
    match column {
        Column::Status => Some(SortField::Status),
        Column::Project => Some(SortField::Project),
        Column::Created => Some(SortField::Created),
        Column::Updated => Some(SortField::Updated),
        Column::Completed => Some(SortField::Completed),
        _ => None,
    }
}

/// The other direction, or the one people mean first: newest, or from A.
fn next_sort(sort: Sort, field: SortField) -> Sort {
    let begins_at_a = matches!(field, SortField::Status | SortField::Project);
    let ascends = if sort.field == field {
        sort.direction == Direction::Descending
    } else {
        begins_at_a
    };
    let direction = if ascends {
        Direction::Ascending
    } else {
        Direction::Descending
    };
    Sort { field, direction }
}

/// The width of a shown column in CSS pixels.
pub fn width_of(layout: &ColumnLayout, column: Column) -> u16 {
    layout
        .columns()
        .iter()
        .find(|(shown, _)| *shown == column)
        .map_or(column.default_width(), |(_, width)| *width)
}

/// CSS pixels that an arrow key moves the edge of a column.
const KEY_STEP: i32 = 16;

/// The edge of a column: dragged, or moved by the arrow keys.
#[component]
fn Resizer(column: Column) -> impl IntoView {
    let list = task_list();
    // Where the drag began: the pointer's x and the column's width.
    let grabbed = RwSignal::new(None::<(i32, i32)>);
    let width = move || {
        list.columns
            .with(|layout| i32::from(width_of(layout, column)))
    };
    let resize = move |width: i32| {
        let width = u16::try_from(width.max(0)).unwrap_or(u16::MAX);
        list.columns.update(|layout| layout.resize(column, width));
    };
    let keep = move || list.set_columns(|_| {});
    view! {
        <span
            class="resizer"
            class:held=move || grabbed.get().is_some()
            role="separator"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=format!("Width of the column {}", column.label())
            aria-valuemin="48"
            aria-valuemax="900"
            aria-valuenow=move || width().to_string()
            on:pointerdown=move |event| {
                event.prevent_default();
                grabbed.set(Some((event.client_x(), untrack(width))));
                if let Some(edge) = event.target().and_then(|edge| edge.dyn_into::<web_sys::Element>().ok()) {
                    // Without capture the drag ends where the pointer leaves the edge.
                    let _ = edge.set_pointer_capture(event.pointer_id());
                }
            }
            on:pointermove=move |event| {
                if let Some((x, width)) = grabbed.get_untracked() {
                    resize(width + event.client_x() - x);
                }
            }
            on:pointerup=move |_| {
                grabbed.set(None);
                keep();
            }
            on:pointercancel=move |_| grabbed.set(None)
            on:keydown=move |event| {
                let step = match event.key().as_str() {
                    "ArrowLeft" => -KEY_STEP,
                    "ArrowRight" => KEY_STEP,
                    _ => return,
                };
                event.prevent_default();
                resize(untrack(width) + step);
                keep();
            }
        ></span>
    }
}
