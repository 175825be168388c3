//! The lines of a JSON text, of which only the visible ones are in the page.

use domain::json_text::Match;
use leptos::html;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::find_bar::FindBar;
use super::line_view::line_view;
use super::text::JsonText;

/// The height of a line in CSS pixels; `style/task_json.css` says the same.
const LINE: f64 = 18.0;

/// Browsers cap the height of what scrolls; beyond this, a pixel of scrolling moves more than one.
const TALLEST: f64 = 8_000_000.0;

/// Reads a text: coloured, foldable, searchable (Ctrl+F).
#[component]
pub fn JsonReader(text: String) -> impl IntoView {
    let json = JsonText::new(text);
    let scroller = NodeRef::<html::Div>::new();
    let field = NodeRef::<html::Input>::new();
    let top = RwSignal::new(0.0_f64);
    let height = RwSignal::new(480.0_f64);
    let current = RwSignal::new(None::<Match>);

    let measure = move || {
        // A frame may come after the reader has gone.
        if let Some(scroller) = scroller.try_get_untracked().flatten() {
            top.set(f64::from(scroller.scroll_top()));
            height.set(f64::from(scroller.client_height()));
        }
    };
    Effect::new(move |_| {
        if scroller.get().is_some() {
            request_animation_frame(measure);
        }
    });
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::resize, move |_| measure());
        on_cleanup(move || listener.remove());
    });

    let rows = Memo::new(move |_| json.with(|document, folds, _| folds.row_count(document)));
    let tall = move || (f64::from(rows.get()) * LINE).min(TALLEST);
    // The first row on screen, and how many pixels of it are above the edge.
    let first = move || {
        let (rows, height) = (f64::from(rows.get()), height.get());
        let scrolled = top.get();
        if rows * LINE <= TALLEST {
            let row = (scrolled / LINE).floor();
            (row, scrolled - row * LINE)
        } else {
            let part = (scrolled / (TALLEST - height).max(1.0)).clamp(0.0, 1.0);
            ((part * (rows - height / LINE)).floor().max(0.0), 0.0)
        }
    };
    let scroll_to = move |row: u32| {
        let rows = f64::from(rows.get_untracked());
        let height = height.get_untracked();
        let above = (height / LINE / 3.0).floor();
        let row = (f64::from(row) - above).max(0.0);
        let to = if rows * LINE <= TALLEST {
            row * LINE
        } else {
            row / (rows - height / LINE).max(1.0) * (TALLEST - height)
        };
        if let Some(scroller) = scroller.get_untracked() {
            scroller.set_scroll_top(to as i32);
        }
    };
    // The match that one steps to is unfolded and brought into view.
    Effect::new(move |_| {
        let Some(hit) = current.get() else { return };
        json.reveal(hit.line);
        request_animation_frame(move || {
            if let Some(row) = json.row_of(hit.line) {
                scroll_to(row);
            }
        });
    });
    let on_key = move |event: KeyboardEvent| {
        if (event.ctrl_key() || event.meta_key()) && event.key() == "f" {
            event.prevent_default();
            if let Some(field) = field.get_untracked() {
                // The field is on the page and takes the focus.
                let _ = field.focus();
                field.select();
            }
        }
    };
    let lines = move || {
        let (row, above) = first();
        let shown = (height.get() / LINE).ceil() as u32 + 1;
        let current = current.get();
        json.with(|document, folds, search| {
            let from = row as u32;
            let to = (from + shown).min(folds.row_count(document));
            let lines = (from..to)
                .map(|row| {
                    let number = folds.line_at(row);
                    let opens = document.line(number).is_some_and(|line| line.close.is_some());
                    let is_folded = folds.is_folded(number);
                    let content = line_view(document, number, search, current);
                    let end = is_folded
                        .then(|| document.line(number).and_then(|line| line.close))
                        .flatten()
                        .map(|close| format!(" … {}", document.line_text(close)));
                    view! {
                        <div class="json-line">
                            <span class="json-number-of-line" aria-hidden="true">{number + 1}</span>
                            {if opens {
                                view! {
                                    <button
                                        class="json-fold"
                                        type="button"
                                        tabindex="-1"
                                        aria-expanded=(!is_folded).to_string()
                                        aria-label=format!("Fold line {}", number + 1)
                                        on:click=move |_| json.toggle(number)
                                    >
                                        {if is_folded { "▸" } else { "▾" }}
                                    </button>
                                }
                                    .into_any()
                            } else {
                                view! { <span class="json-fold"></span> }.into_any()
                            }}
                            <code>{content} {end.map(|end| view! { <span class="json-cut">{end}</span> })}</code>
                        </div>
                    }
                        .into_any()
                })
                .collect::<Vec<_>>();
            view! {
                <div class="json-window" style:height=format!("{}px", height.get())>
                    <div class="json-lines" style:transform=format!("translateY({}px)", -above)>
                        {lines}
                    </div>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <div class="json-reader" on:keydown=on_key>
            <div class="json-tools">
                <FindBar json current field />
                <button class="button quiet small" type="button" on:click=move |_| json.fold_all()>"Fold all"</button>
                <button class="button quiet small" type="button" on:click=move |_| json.unfold_all()>"Unfold all"</button>
                {move || {
                    json.progress
                        .get()
                        .map(|part| {
                            view! { <progress max="1" value=part aria-label="Reading the JSON"></progress> }
                        })
                }}
            </div>
            {move || {
                json.problem
                    .get()
                    .map(|problem| view! { <p class="notice bad" role="alert">{format!("This is not JSON: {problem}")}</p> })
            }}
            <div
                class="json-scroller"
                node_ref=scroller
                tabindex="0"
                role="region"
                aria-label="JSON"
                on:scroll=move |_| measure()
            >
                <div class="json-tall" style:height=move || format!("{}px", tall())>
                    {lines}
                </div>
            </div>
        </div>
    }
}
