//! The large picture beside the pointer.

use std::time::Duration;

use domain::task_list::TaskRow;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::list::TaskList;
use super::load::{LegendLabel, picture_legend};
use crate::picture_problem::{Problem, ProblemPanel, watch_image};

/// How long the pointer rests on a small picture before the large one appears; with a warm one it
/// is there within 150 ms.
const REST: Duration = Duration::from_millis(70);
/// How long a finger presses.
const PRESS: Duration = Duration::from_millis(350);

/// CSS pixels: the largest picture, the room around it, and what stands under it.
const LARGEST: (f64, f64) = (760.0, 620.0);
const GAP: f64 = 10.0;
const CAPTION: f64 = 58.0;
/// Width by height of a picture of which nothing is known yet.
const USUAL_ASPECT: f64 = 4.0 / 3.0;

/// What is previewed, and what it stands beside.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub row: TaskRow,
    /// The small picture in the window: left, top, right, bottom in CSS pixels.
    beside: (f64, f64, f64, f64),
    /// Width by height of the picture.
    aspect: f64,
}

/// Where the preview stands, in CSS pixels of the window.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

/// Fits the preview into a window of that size: beside the small picture, at whichever side has
/// more room, and never over the window's edge.
fn place(preview: &Preview, window: (f64, f64)) -> Place {
    let (left, top, right, bottom) = preview.beside;
    let room = (window.0 - right).max(left) - 2.0 * GAP;
    let covers = room < 240.0;
    let room = if covers { window.0 - 2.0 * GAP } else { room };
    let width = room.min(LARGEST.0);
    let height = (window.1 - 2.0 * GAP - CAPTION).min(LARGEST.1);
    let (width, height) = if width / preview.aspect > height {
        (height * preview.aspect, height)
    } else {
        (width, width / preview.aspect)
    };
    let width = width.max(200.0_f64.min(room));
    let outer = height + CAPTION;
    let beside = if window.0 - right >= left {
        right + GAP
    } else {
        left - GAP - width
    };
    let left = if covers { GAP } else { beside };
    let middle = f64::midpoint(top, bottom);
    let below = if covers && bottom + GAP + outer <= window.1 {
        bottom + GAP
    } else {
        middle - outer / 2.0
    };
    Place {
        left: left.clamp(GAP, (window.0 - GAP - width).max(GAP)),
        top: below.clamp(GAP, (window.1 - GAP - outer).max(GAP)),
        width,
        height,
    }
}

/// Handlers of a small picture that show the large one.
#[derive(Clone, Copy)]
pub struct Hover {
    list: TaskList,
    row: StoredValue<TaskRow>,
    timer: StoredValue<Option<TimeoutHandle>>,
    /// A finger has pressed long: the click that follows opens nothing.
    pressed: StoredValue<bool>,
    node: NodeRef<html::A>,
}

impl Hover {
    pub fn new(list: TaskList, row: TaskRow, node: NodeRef<html::A>) -> Self {
        let timer = StoredValue::new(None::<TimeoutHandle>);
        on_cleanup(move || {
            if let Some(waiting) = timer.try_update_value(Option::take).flatten() {
                waiting.clear();
            }
        });
        Self {
            list,
            row: StoredValue::new(row),
            timer,
            pressed: StoredValue::new(false),
            node,
        }
    }

    pub fn enter(self, event: &web_sys::PointerEvent) {
        if event.pointer_type() == "mouse" {
            self.after(REST);
        }
    }

    pub fn leave(self) {
        self.stop();
        if !self.pressed.get_value() {
            self.list.preview.set(None);
        }
    }

    pub fn press(self, event: &web_sys::PointerEvent) {
        self.pressed.set_value(false);
        if event.pointer_type() == "mouse" {
            return;
        }
        self.stop();
        let timer = set_timeout_with_handle(
            move || {
                self.pressed.set_value(true);
                self.show();
            },
            PRESS,
        );
        self.timer.set_value(timer.ok());
    }

    pub fn release(self) {
        self.stop();
    }

    /// A click or a context menu after a long press is none.
    pub fn swallow(self, event: &web_sys::Event) {
        if self.pressed.get_value() {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    /// The keyboard came here.
    pub fn focus(self) {
        let by_keyboard = self
            .node
            .get_untracked()
            .is_some_and(|node| node.matches(":focus-visible").unwrap_or(false));
        if by_keyboard {
            self.show();
        }
    }

    fn stop(self) {
        if let Some(waiting) = self.timer.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    fn after(self, delay: Duration) {
        self.stop();
        self.timer
            .set_value(set_timeout_with_handle(move || self.show(), delay).ok());
    }

    fn show(self) {
        let Some(node) = self.node.try_get_untracked().flatten() else {
            return;
        };
        let rect = node.get_bounding_client_rect();
        let image = node
            .query_selector("img")
            .ok()
            .flatten()
            .and_then(|image| image.dyn_into::<web_sys::HtmlImageElement>().ok());
        let aspect = image
            .map(|image| (image.natural_width(), image.natural_height()))
            .filter(|(width, height)| *width > 0 && *height > 0)
            .map_or(USUAL_ASPECT, |(width, height)| {
                f64::from(width) / f64::from(height)
            });
        let row = self.row.get_value();
        if row.has_image {
            self.list.preview.set(Some(Preview {
                row,
                beside: (rect.left(), rect.top(), rect.right(), rect.bottom()),
                aspect: aspect.clamp(0.2, 5.0),
            }));
        }
    }
}

/// The large picture. Nothing of it takes the pointer.
#[component]
pub fn Large(preview: Preview) -> impl IntoView {
    let size = |side: Result<wasm_bindgen::JsValue, _>| side.ok().and_then(|side| side.as_f64());
    let window = web_sys::window()
        .and_then(|window| Some((size(window.inner_width())?, size(window.inner_height())?)))
        .unwrap_or((1280.0, 800.0));
    let shown = place(&preview, window);
    let row = preview.row;
    let (id, version) = (row.task_id, row.response_version);
    let address = format!("/media/tasks/{id}/preview?v={version}");
    let small = format!("/media/tasks/{id}/row?v={version}");
    let annotated = row.status.is_completed() && version > 0;
    let problem = RwSignal::new(None::<Problem>);
    let image = NodeRef::<html::Img>::new();
    let source = {
        let address = address.clone();
        // What is wrong names the picture's address as the task spells it.
        move || (address.clone(), String::new())
    };
    watch_image(image, problem, source, |_, _| {});
    let broken_overlay = RwSignal::new(false);
    let legend = RwSignal::new(Vec::<LegendLabel>::new());
    if annotated {
        spawn_local(async move {
            if let Ok(labels) = picture_legend(id).await {
                // The pointer may have moved on.
                let _ = legend.try_set(labels);
            }
        });
    }
    let px = |length: f64| format!("{length:.0}px");
    view! {
        <figure
            class="hover-preview"
            style:left=px(shown.left)
            style:top=px(shown.top)
            style:width=px(shown.width)
        >
            <div class="hover-picture" style:height=px(shown.height)>
                <img class="under" src=small alt="" />
                <img node_ref=image src=address alt="" hidden=move || problem.with(Option::is_some) />
                {annotated
                    .then(|| {
                        view! {
                            <img
                                class="over"
                                src=format!("/media/tasks/{id}/overlay.svg?v={version}")
                                alt=""
                                hidden=move || broken_overlay.get()
                                on:error=move |_| broken_overlay.set(true)
                            />
                        }
                    })}
                <ProblemPanel problem />
            </div>
            <figcaption>
                <div class="hover-names">
                    <span class="mono">{id.to_string()}</span>
                    <span class=format!("status {}", row.status)>{row.status.label()}</span>
                    <span class="hover-type">{row.task_type.label()}</span>
                </div>
                <ul class="hover-legend" aria-label="Labels">
                    {move || {
                        legend
                            .get()
                            .into_iter()
                            .map(|entry| {
                                view! {
                                    <li>
                                        <span class="swatch" style:background=entry.color.to_string()></span>
                                        {entry.label}
                                        <span class="count">{entry.count}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
            </figcaption>
        </figure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preview(beside: (f64, f64, f64, f64), aspect: f64) -> Preview {
        Preview {
            row: crate::task_list::stretch::tests::row(1),
            beside,
            aspect,
        }
    }

    #[test]
    fn the_preview_never_leaves_the_window_nor_covers_its_small_picture_where_there_is_room() {
        for window in [(1440.0, 900.0), (1024.0, 600.0), (390.0, 844.0)] {
            for left in [10.0, 180.0, 320.0, window.0 - 60.0] {
                for top in [0.0, 300.0, window.1 - 30.0] {
                    for aspect in [0.4, 1.0, 1.5, 4.0] {
                        let beside = (left, top, left + 44.0, top + 30.0);
                        let at = place(&preview(beside, aspect), window);
                        assert!(
                            at.left >= 0.0 && at.left + at.width <= window.0,
                            "{at:?} {window:?}"
                        );
                        assert!(
                            at.top >= 0.0 && at.top + at.height + CAPTION <= window.1,
                            "{at:?} {window:?}"
                        );
                        let free = at.left >= beside.2 || at.left + at.width <= beside.0;
                        assert!(free || window.0 < 600.0, "{at:?} covers {beside:?}");
                    }
                }
            }
        }
    }
}
