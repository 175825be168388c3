//! The list as a grid of pictures.

use domain::task_list::TaskRow;
use leptos::html;
use leptos::prelude::*;

use super::list::task_list;
use super::notices::NoTasks;
use super::picture_link::PictureLink;
use super::scroll::{Grid, row_id, window_on};
use super::table::version;

/// CSS pixels from one line of tiles to the next, and the least from one tile to the next in a
/// line; `style/task_list_tiles.css` says the same.
const LINE_HEIGHT: f64 = 226.0;
const TILE_WIDTH: f64 = 212.0;
/// Tiles of a line on the screen that the server imagines.
const USUAL_LINE: usize = 5;

#[component]
pub fn TaskTiles() -> impl IntoView {
    let list = task_list();
    let scroller = NodeRef::<html::Div>::new();
    let per_line = RwSignal::new(USUAL_LINE);
    let window = window_on(
        list,
        scroller,
        Grid {
            line_height: LINE_HEIGHT,
            per_line,
            tile_width: Some(TILE_WIDTH),
            covered: 0.0,
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
    // The strict policy lets scripts set sizes, but no attribute in the HTML.
    let before = room(window.before);
    let after = room(window.after);
    view! {
        <div
            class="task-scroller tiles-scroller"
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
            <div node_ref=before></div>
            <ul class="tiles" class:none=move || list.stretch.with(|stretch| stretch.rows.is_empty())>
                {move || {
                    (0..window.blanks.get())
                        .map(|_| view! { <li class="blank" aria-hidden="true"></li> })
                        .collect_view()
                }}
                <For each=rows key=|(place, row)| (*place, version(row)) let((place, row))>
                    <Tile place row />
                </For>
            </ul>
            <div node_ref=after></div>
            <NoTasks />
        </div>
    }
}

/// An element whose height follows the signal.
fn room(height: Memo<f64>) -> NodeRef<html::Div> {
    let node = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let height = height.get();
        if let Some(node) = node.get() {
            let style = web_sys::HtmlElement::style(&node);
            // A length in pixels is a valid height.
            let _ = style.set_property("height", &format!("{height}px"));
        }
    });
    node
}

#[component]
fn Tile(place: usize, row: TaskRow) -> impl IntoView {
    let list = task_list();
    let id = row.task_id;
    let picked = Memo::new(move |_| list.picked.with(|picked| picked.has(id)));
    let current = Memo::new(move |_| list.current.get() == Some(place));
    let total = move || list.stretch.with(|stretch| stretch.total).to_string();
    let batch = row.batch.clone().or_else(|| row.project.clone());
    view! {
        <li
            id=row_id(row.seq)
            class="tile"
            tabindex="-1"
            aria-posinset=(place + 1).to_string()
            aria-setsize=total
            class:picked=picked
            class:current=current
            on:focusin=move |_| list.current.set(Some(place))
        >
            <Picture row=row.clone() />
            <label class="tile-check">
                <input
                    type="checkbox"
                    aria-label=format!("Select task {id}")
                    checked=move || picked.get()
                    prop:checked=move || picked.get()
                    on:click=move |event| list.pick(place, event.shift_key())
                />
            </label>
            <div class="tile-line">
                <span class=format!("status {}", row.status)>{row.status.label()}</span>
                {row
                    .status
                    .is_completed()
                    .then(|| {
                        view! {
                            <span class=format!("review {}", row.review_status)>{row.review_status.label()}</span>
                        }
                    })}
            </div>
            <div class="tile-line soft">
                <span class="tile-name" title=batch.clone()>{batch.clone()}</span>
                <span>{move || list.rules().minute_text(row.created_at)}</span>
            </div>
        </li>
    }
}

#[component]
fn Picture(row: TaskRow) -> impl IntoView {
    let (id, version) = (row.task_id, row.response_version);
    let broken = RwSignal::new(false);
    let broken_overlay = RwSignal::new(false);
    let label = row.task_type.label();
    view! {
        <PictureLink row=row.clone() class="tile-picture" label=format!("Open task {id}") broken>
            {if row.has_image {
                view! {
                    <img
                        src=format!("/media/tasks/{id}/tile?v={version}")
                        alt=""
                        loading="lazy"
                        decoding="async"
                        hidden=move || broken.get()
                        on:error=move |_| broken.set(true)
                    />
                    {(row.status.is_completed() && version > 0)
                        .then(|| {
                            view! {
                                <img
                                    class="over"
                                    src=format!("/media/tasks/{id}/overlay.svg?v={version}")
                                    alt=""
                                    loading="lazy"
                                    decoding="async"
                                    hidden=move || broken.get() || broken_overlay.get()
                                    on:error=move |_| broken_overlay.set(true)
                                />
                            }
                        })}
                    <span class="tile-broken" hidden=move || !broken.get()>"Picture cannot be shown"</span>
                }
                    .into_any()
            } else {
                view! { <span class="tile-kind">{label}</span> }.into_any()
            }}
        </PictureLink>
    }
}
