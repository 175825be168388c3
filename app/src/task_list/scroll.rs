//! The window on the list: which rows are in the document, and the room of all others.

use std::ops::Range;
use std::rc::Rc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::list::TaskList;

/// CSS pixels of lines kept in the document above and below those that are seen.
const OVERSCAN: f64 = 300.0;
/// What the server, which knows no screen, takes the height of the window to be, in CSS pixels.
const ASSUMED_HEIGHT: f64 = 1100.0;
/// CSS pixels at the side of tiles that hold none.
const MARGIN: f64 = 12.0;
/// How long scrolling rests before the address tells the place.
const PLACE_DELAY: Duration = Duration::from_millis(250);

/// How rows lie in the scroller.
#[derive(Clone, Copy)]
pub struct Grid {
    /// CSS pixels from one line to the next.
    pub line_height: f64,
    /// Tasks of one line.
    pub per_line: RwSignal<usize>,
    /// The least CSS pixels from one task to the next in a line; `None`: one task a line.
    pub tile_width: Option<f64>,
    /// What covers the scroller's top, in CSS pixels.
    pub covered: f64,
}

/// What to draw.
#[derive(Clone, Copy)]
pub struct Window {
    /// Places of the rows in the document.
    pub drawn: Memo<Range<usize>>,
    /// CSS pixels above and below them.
    pub before: Memo<f64>,
    pub after: Memo<f64>,
    /// Places of the first drawn line that lie before the loaded rows.
    pub blanks: Memo<usize>,
    grid: Grid,
    scrolled: RwSignal<f64>,
    height: RwSignal<f64>,
    node: NodeRef<html::Div>,
}

impl Window {
    /// The scroller moved, or changed its size.
    pub fn measure(self) {
        if let Some(node) = self.node.get_untracked() {
            self.scrolled.set(f64::from(node.scroll_top()));
            let height = f64::from(node.client_height());
            if height > 0.0 {
                self.height.set(height);
            }
            if let Some(tile) = self.grid.tile_width {
                let per_line = ((f64::from(node.client_width()) - MARGIN) / tile) as usize;
                if per_line > 0 && per_line != self.grid.per_line.get_untracked() {
                    self.grid.per_line.set(per_line);
                }
            }
        }
    }
}

/// Watches `node`, fetches what comes into sight, and tells the address the place.
pub fn window_on(list: TaskList, node: NodeRef<html::Div>, grid: Grid) -> Window {
    // The first HTML begins with the first loaded row, wherever it lies in the list: room above it
    // would hide it until a script could scroll there.
    let origin = RwSignal::new(list.stretch.with_untracked(|stretch| stretch.first));
    let scrolled = RwSignal::new(0.0);
    let height = RwSignal::new(ASSUMED_HEIGHT);
    let line = move |place: usize| place / grid.per_line.get().max(1);

    let seen = Memo::new(move |_| {
        let first_line = line(origin.get()) + (scrolled.get() / grid.line_height) as usize;
        let lines = (height.get() / grid.line_height).ceil() as usize + 1;
        let per_line = grid.per_line.get().max(1);
        first_line * per_line..(first_line + lines) * per_line
    });
    let drawn = Memo::new(move |_| {
        let seen = seen.get();
        let over = (OVERSCAN / grid.line_height).ceil() as usize * grid.per_line.get().max(1);
        list.stretch.with(|stretch| {
            let clamp = |place: usize| place.clamp(stretch.first, stretch.end());
            clamp(seen.start.saturating_sub(over))..clamp(seen.end + over)
        })
    });
    let before = Memo::new(move |_| {
        let lines = line(drawn.get().start).saturating_sub(line(origin.get()));
        lines as f64 * grid.line_height
    });
    let after = Memo::new(move |_| {
        let per_line = grid.per_line.get().max(1);
        let total = list.stretch.with(|stretch| stretch.total);
        let lines = total
            .div_ceil(per_line)
            .saturating_sub(drawn.get().end.div_ceil(per_line));
        lines as f64 * grid.line_height
    });
    let window = Window {
        drawn,
        before,
        after,
        blanks: Memo::new(move |_| {
            if origin.get() > 0 {
                0
            } else {
                drawn.get().start % grid.per_line.get().max(1)
            }
        }),
        grid,
        scrolled,
        height,
        node,
    };

    // Makes room above the first row once scripts run, in the same frame as it scrolls there. When
    // the list is opened anew, goes to its first row.
    Effect::new(move |opened_before: Option<()>| {
        list.opened.track();
        let Some(node) = node.get() else { return };
        window.measure();
        // A reader may have scrolled before scripts ran.
        let (goal, offset) = match opened_before {
            None => (list.top.get_untracked(), f64::from(node.scroll_top())),
            Some(()) => (list.stretch.with_untracked(|stretch| stretch.first), 0.0),
        };
        origin.set(0);
        request_animation_frame(move || {
            let line = goal / grid.per_line.get_untracked().max(1);
            node.set_scroll_top((line as f64 * grid.line_height + offset) as i32);
            window.measure();
        });
    });
    // Rows turned out to lie elsewhere than counted: the reader stays with them.
    Effect::new(move |_| {
        let moved = list.moved.get();
        if moved == 0 {
            return;
        }
        list.moved.set(0);
        request_animation_frame(move || {
            let Some(node) = node.get_untracked() else {
                return;
            };
            let lines = moved / grid.per_line.get_untracked().max(1).cast_signed();
            let pixels = lines as f64 * grid.line_height;
            node.set_scroll_top(node.scroll_top() + pixels as i32);
            window.measure();
        });
    });
    Effect::new(move |_| {
        let seen = seen.get();
        list.stretch.track();
        list.busy.track();
        list.fetch_around(seen);
    });
    Effect::new(move |before: Option<()>| {
        let per_line = grid.per_line.get().max(1);
        let first_line = line(origin.get()) + (scrolled.get() / grid.line_height).round() as usize;
        if before.is_some() {
            list.top.set(first_line * per_line);
        }
    });
    tell_address(list);
    reveal_current(list, node, grid);
    let resized = window_event_listener_in_browser(move || window.measure());
    on_cleanup(resized);
    window
}

/// Keeps the place in the address, without a step in the history.
fn tell_address(list: TaskList) {
    let timer = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |before: Option<()>| {
        list.top.track();
        list.link.track();
        // A place has no name before its rows have come.
        list.stretch.track();
        list.busy.track();
        if before.is_none() {
            return;
        }
        if let Some(waiting) = timer.get_value() {
            waiting.clear();
        }
        let handle = set_timeout_with_handle(move || write_place(list), PLACE_DELAY).ok();
        timer.set_value(handle);
    });
}

/// Writes the place into the address now.
pub fn write_place(list: TaskList) {
    if list.link.try_get_untracked().is_none() || location().pathname().as_deref() != Ok("/tasks") {
        return;
    }
    let path = list.link_here().path();
    let here = location().search().unwrap_or_default();
    if path.strip_prefix("/tasks") == Some(here.as_str()) || !list.is_settled() {
        return;
    }
    if let Ok(history) =
        web_sys::window().map_or(Err(()), |window| window.history().map_err(|_| ()))
    {
        let state = history.state().unwrap_or_default();
        // A browser that refuses (too many a second) keeps an older place.
        let _ = history.replace_state_with_url(&state, "", Some(&path));
    }
}

/// Scrolls the row that keys act on into sight, and gives it the focus.
fn reveal_current(list: TaskList, node: NodeRef<html::Div>, grid: Grid) {
    Effect::new(move |_| {
        let Some(place) = list.current.get() else {
            return;
        };
        let Some(node) = node.get_untracked() else {
            return;
        };
        let line = place / grid.per_line.get_untracked().max(1);
        let top = line as f64 * grid.line_height;
        let bottom = top + grid.line_height;
        let scrolled = f64::from(node.scroll_top());
        let room = f64::from(node.client_height()) - grid.covered;
        if top < scrolled {
            node.set_scroll_top(top as i32);
        } else if bottom > scrolled + room {
            node.set_scroll_top((bottom - room).ceil() as i32);
        }
        let seq = list
            .stretch
            .with_untracked(|stretch| stretch.get(place).map(|row| row.seq));
        let Some(seq) = seq else { return };
        // The row is drawn after the scroll event, which comes with the next frame.
        // Who went elsewhere meanwhile, to the search say, is not called back.
        let before = document().active_element();
        request_animation_frame(move || {
            request_animation_frame(move || {
                let now = document().active_element();
                let is_free = now
                    .as_ref()
                    .is_none_or(|now| now.tag_name().eq_ignore_ascii_case("body"));
                if is_free || now == before {
                    focus_row(seq);
                }
            });
        });
    });
}

fn focus_row(seq: i64) {
    let Some(row) = document().get_element_by_id(&row_id(seq)) else {
        return;
    };
    if row.contains(document().active_element().as_deref()) {
        return;
    }
    if let Ok(row) = row.dyn_into::<web_sys::HtmlElement>() {
        // A row can always take the focus.
        let _ = row.focus();
    }
}

/// The `id` of a row's element.
pub fn row_id(seq: i64) -> String {
    format!("task-{seq}")
}

/// Calls back when the window changes its size; returns what ends it.
fn window_event_listener_in_browser(changed: impl Fn() + 'static) -> impl FnOnce() + Send + Sync {
    let listener = StoredValue::new(None::<WindowListenerHandle>);
    // Owned by the effect, which a server drops at once: what is kept for one thread must not be
    // left for the server's other threads to drop.
    let changed = Rc::new(changed);
    Effect::new(move |_| {
        let changed = Rc::clone(&changed);
        let handle = window_event_listener(leptos::ev::resize, move |_| changed());
        listener.set_value(Some(handle));
    });
    move || {
        if let Some(handle) = listener.try_update_value(Option::take).flatten() {
            handle.remove();
        }
    }
}
