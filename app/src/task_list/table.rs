//! The list as a dense table.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::task_list::TaskRow;
use leptos::html;
use leptos::prelude::*;

use super::header::Header;
use super::list::task_list;
use super::notices::NoTasks;
use super::row::Row;
use super::scroll::{Grid, window_on};

/// Height of a row and of the header in CSS pixels; `style/task_list_table.css` says the same.
pub const ROW_HEIGHT: f64 = 38.0;
const HEADER_HEIGHT: f64 = 34.0;

/// The table in its scroller. Only the rows near the window are in the document.
#[component]
pub fn TaskTable() -> impl IntoView {
    let list = task_list();
    let scroller = NodeRef::<html::Div>::new();
    let window = window_on(
        list,
        scroller,
        Grid {
            line_height: ROW_HEIGHT,
            per_line: RwSignal::new(1),
            tile_width: None,
            covered: HEADER_HEIGHT,
        },
    );
    let rows = move || {
        let drawn = window.drawn.get();
        list.stretch.with(|stretch| {
            drawn
                .filter_map(|place| stretch.get(place).map(|row| (place, row.clone())))
                .collect::<Vec<_>>()
        })
    };
    let width = move || {
        let columns: u32 = list.columns.with(|layout| {
            layout
                .columns()
                .iter()
                .map(|(_, width)| u32::from(*width))
                .sum()
        });
        (columns + u32::from(CHECK_WIDTH)).to_string()
    };
    let col = |width: Signal<u16>| html::col().attr("width", move || width.get().to_string());
    let total = move || list.stretch.with(|stretch| stretch.total + 1);
    let body = move || {
        view! {
            {spacer(window.before)}
            <For each=rows key=|(place, row)| (*place, version(row)) let((place, row))>
                <Row place row />
            </For>
            {spacer(window.after)}
        }
    };
    let table = html::table()
        .class("task-table")
        .attr("width", width)
        .attr("aria-rowcount", move || total().to_string())
        .attr("aria-label", "Tasks")
        .child(view! {
            <colgroup>
                {col(Signal::stored(CHECK_WIDTH))}
                {move || {
                    list.shown
                        .get()
                        .into_iter()
                        .map(|column| {
                            col(Signal::derive(move || {
                                list.columns.with(|layout| super::header::width_of(layout, column))
                            }))
                        })
                        .collect_view()
                }}
                <col />
            </colgroup>
            <Header />
            <tbody>{body()}</tbody>
        });
    view! {
        <div
            class="task-scroller"
            node_ref=scroller
            tabindex="0"
            role="region"
            aria-label="Task list"
            aria-busy=move || list.busy.get().is_some().to_string()
            on:scroll=move |_| {
                list.preview.set(None);
                window.measure();
            }
        >
            {table}
            <NoTasks />
        </div>
    }
}

/// The width of the column of checkboxes.
const CHECK_WIDTH: u16 = 34;

/// Room for rows that are not in the document.
fn spacer(height: Memo<f64>) -> impl IntoView {
    view! {
        <tr class="spacer" aria-hidden="true">
            {html::td().attr("height", move || (height.get() as i64).to_string())}
        </tr>
    }
}

/// Changes when anything that a row shows does.
pub fn version(row: &TaskRow) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.seq, row.updated_at, row.status, row.review_status).hash(&mut hasher);
    (row.response_version, &row.tags, &row.batch, &row.project).hash(&mut hasher);
    hasher.finish()
}
