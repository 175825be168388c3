//! The stage: a picture to pan and zoom, with shapes over it.

use domain::drawing::{Shape, hit};
use leptos::ev::{MouseEvent, PointerEvent, WheelEvent};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::svg::Svg;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::camera::Extent;
use super::look::Look;
use super::mark::Marks;
use super::overlay::{highlight_markup, shapes_markup};
use super::shortcuts::on_key;
use super::stage_camera::StageCamera;

/// How far beside a border the pointer still hits it, in CSS pixels.
const REACH: f64 = 5.0;

/// A pointer that moved less than this, in CSS pixels, has clicked.
const CLICK: f64 = 4.0;

/// One step of the arrow keys, in CSS pixels.
const STEP: f64 = 60.0;

/// The pointers that are down.
#[derive(Debug, Default)]
struct Gesture {
    /// Id and place on the stage.
    pointers: Vec<(i32, f64, f64)>,
    /// How far the gesture has moved.
    moved: f64,
}

/// `children` is the picture; it fills the stage by `object-fit: contain`. `mask` is the address
/// of a drawing of the same proportions over it.
#[component]
pub fn Stage(
    camera: StageCamera,
    look: Look,
    marks: Marks,
    #[prop(into)] shapes: Signal<Vec<Shape>>,
    #[prop(optional, into)] mask: Signal<Option<String>>,
    #[prop(into)] label: String,
    children: Children,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let media = NodeRef::<Div>::new();
    let picture = NodeRef::<Div>::new();
    let mask_box = NodeRef::<Div>::new();
    let overlay = NodeRef::<Svg>::new();
    let dragging = RwSignal::new(false);
    let gesture = StoredValue::new(Gesture::default());

    observe_size(frame, camera);
    // Style that geometry and sliders demand is set from here: the page's policy allows no style
    // attributes in the server's HTML.
    Effect::new(move || {
        let transform = camera.transform();
        if let Some(media) = media.get() {
            set_style(&media, "transform", &transform);
        }
    });
    Effect::new(move || {
        let filter = match look.brightness.get() {
            100 => "none".to_owned(),
            percent => format!("brightness({percent}%)"),
        };
        if let Some(picture) = picture.get() {
            set_style(&picture, "filter", &filter);
        }
    });
    Effect::new(move || {
        let opacity = (f64::from(look.opacity.get()) / 100.0).to_string();
        if let Some(mask) = mask_box.get() {
            set_style(&mask, "opacity", &opacity);
        }
        if let Some(overlay) = overlay.get() {
            let overlay: &web_sys::SvgElement = &overlay;
            // The name and the value are well formed, which is all that could fail.
            let _ = overlay.style().set_property("opacity", &opacity);
        }
    });
    // Large scales show the picture's pixels, not a blur of them.
    let is_close = Memo::new(move |_| camera.now().is_some_and(|camera| camera.scale >= 4.0));
    let is_zoomed = Memo::new(move |_| camera.camera.get().is_some());

    let place = move |event: &MouseEvent| {
        let bounds = frame
            .get_untracked()
            .map(|frame| frame.get_bounding_client_rect());
        let (left, top) = bounds.map_or((0.0, 0.0), |bounds| (bounds.left(), bounds.top()));
        (
            f64::from(event.client_x()) - left,
            f64::from(event.client_y()) - top,
        )
    };
    let hit_at = move |(x, y): (f64, f64)| {
        untrack(|| {
            if !look.annotated.get() {
                return None;
            }
            let now = camera.now()?;
            let point = now.image_point(x, y);
            look.hidden.with(|hidden| {
                shapes.with(|shapes| {
                    let shown: Vec<Shape> = if hidden.is_empty() {
                        Vec::new()
                    } else {
                        let shown = shapes.iter().filter(|shape| !hidden.contains(&shape.label));
                        shown.cloned().collect()
                    };
                    let shapes: &[Shape] = if hidden.is_empty() { shapes } else { &shown };
                    let place = hit(shapes, point.x, point.y, REACH / now.scale)?;
                    Some(shapes.get(place)?.annotation)
                })
            })
        })
    };

    let on_wheel = move |event: WheelEvent| {
        event.prevent_default();
        let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
            16.0
        } else {
            1.0
        };
        // A trackpad's pinch comes as a wheel with the control key, in small steps.
        let speed = if event.ctrl_key() { 0.01 } else { 0.0015 };
        let factor = (-event.delta_y() * lines * speed).exp();
        camera.zoom(factor, Some(place(&event)));
    };
    let on_down = move |event: PointerEvent| {
        if event.button() > 1 {
            return;
        }
        if let Some(frame) = frame.get_untracked() {
            // Fails only if the pointer is gone already.
            let _ = frame.set_pointer_capture(event.pointer_id());
        }
        let (x, y) = place(&event);
        gesture.update_value(|gesture| {
            if gesture.pointers.is_empty() {
                gesture.moved = 0.0;
            }
            gesture.pointers.push((event.pointer_id(), x, y));
        });
    };
    let on_move = move |event: PointerEvent| {
        let (x, y) = place(&event);
        let mut moved = None;
        gesture.update_value(|gesture| moved = gesture.follow(event.pointer_id(), x, y));
        match moved {
            Some(Moved::Pan(dx, dy)) => {
                dragging.set(true);
                camera.pan(dx, dy);
            }
            Some(Moved::Pinch {
                dx,
                dy,
                factor,
                about,
            }) => {
                camera.pan(dx, dy);
                camera.zoom(factor, Some(about));
            }
            Some(Moved::NotYet) => {}
            None => marks.hover(hit_at((x, y))),
        }
    };
    let on_up = move |event: PointerEvent| {
        let mut clicked = false;
        gesture.update_value(|gesture| {
            gesture
                .pointers
                .retain(|(id, ..)| *id != event.pointer_id());
            clicked = gesture.pointers.is_empty() && gesture.moved < CLICK;
        });
        dragging.set(false);
        if clicked && event.type_() == "pointerup" && event.button() == 0 {
            marks.selected.set(hit_at(place(&event)));
        }
    };
    on_key(move |event| {
        match event.key().as_str() {
            "+" | "=" => camera.zoom(1.25, None),
            "-" | "_" => camera.zoom(0.8, None),
            "0" | "f" => camera.fit(),
            "1" => camera.actual(),
            "o" => look.annotated.update(|annotated| *annotated = !*annotated),
            "ArrowLeft" => camera.pan(STEP, 0.0),
            "ArrowRight" => camera.pan(-STEP, 0.0),
            "ArrowUp" => camera.pan(0.0, STEP),
            "ArrowDown" => camera.pan(0.0, -STEP),
            _ => return false,
        }
        true
    });

    let drawn = move || {
        look.hidden.with(|hidden| {
            shapes.with(|shapes| {
                shapes_markup(shapes.iter().filter(|shape| !hidden.contains(&shape.label)))
            })
        })
    };
    let highlighted = move || {
        let (hovered, selected) = (marks.hovered.get(), marks.selected.get());
        if hovered.is_none() && selected.is_none() {
            return String::new();
        }
        let scale = camera.now().map_or(0.0, |camera| camera.scale);
        let width = camera.image.get().map_or(0.0, |image| image.width);
        shapes.with(|shapes| {
            let of =
                |mark: Option<usize>| shapes.iter().find(|shape| Some(shape.annotation) == mark);
            let mut markup = String::new();
            if let Some(shape) = of(selected) {
                markup.push_str(&highlight_markup(shape, scale, width));
            }
            if let Some(shape) = of(hovered).filter(|_| hovered != selected) {
                markup.push_str(&highlight_markup(shape, scale, width));
            }
            markup
        })
    };
    let has_highlight = move || marks.hovered.get().is_some() || marks.selected.get().is_some();
    view! {
        <div
            class="stage"
            class:dragging=dragging
            class:zoomed=is_zoomed
            class:close=is_close
            class:pointing=move || marks.hovered.get().is_some()
            node_ref=frame
            tabindex="0"
            role="application"
            aria-label=label
            aria-describedby="stage-keys"
            on:wheel=on_wheel
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_up
            on:pointerleave=move |_| marks.hover(None)
            on:dblclick=move |event| camera.zoom(2.0, Some(place(&event)))
        >
            <div class="stage-media" node_ref=media>
                <div class="stage-picture" node_ref=picture>
                    {children()}
                </div>
                <div class="stage-mask" class:off=move || !look.annotated.get() node_ref=mask_box>
                    {move || mask.get().map(|address| view! { <img src=address alt="" draggable="false" /> })}
                </div>
            </div>
            <svg
                class="stage-shapes"
                class:off=move || !look.annotated.get() || camera.image.get().is_none()
                class:has-highlight=has_highlight
                node_ref=overlay
                viewBox=move || camera.view_box()
                preserveAspectRatio="xMidYMid meet"
                aria-hidden="true"
            >
                <g class="all" inner_html=drawn></g>
                <g class="highlight" inner_html=highlighted></g>
            </svg>
            <span id="stage-keys" class="visually-hidden">
                "Arrow keys pan, plus and minus zoom, 0 fits the picture, 1 shows its true size, o hides the annotations."
            </span>
        </div>
    }
}

/// What the pointers that are down have done.
enum Moved {
    /// Less than a drag.
    NotYet,
    Pan(f64, f64),
    Pinch {
        dx: f64,
        dy: f64,
        factor: f64,
        about: (f64, f64),
    },
}

impl Gesture {
    /// Takes the move of a pointer in; `None` if it is not down.
    fn follow(&mut self, id: i32, x: f64, y: f64) -> Option<Moved> {
        let place = self.pointers.iter().position(|(known, ..)| *known == id)?;
        let (_, old_x, old_y) = self.pointers[place];
        let before = self.pair();
        self.pointers[place] = (id, x, y);
        let (dx, dy) = (x - old_x, y - old_y);
        self.moved += dx.abs() + dy.abs();
        let (Some(before), Some(after)) = (before, self.pair()) else {
            return Some(if self.moved < CLICK {
                Moved::NotYet
            } else {
                Moved::Pan(dx, dy)
            });
        };
        Some(Moved::Pinch {
            dx: after.0 - before.0,
            dy: after.1 - before.1,
            factor: after.2 / before.2.max(1.0),
            about: (after.0, after.1),
        })
    }

    /// The middle and distance of the first two pointers.
    fn pair(&self) -> Option<(f64, f64, f64)> {
        let [(_, ax, ay), (_, bx, by), ..] = self.pointers[..] else {
            return None;
        };
        Some((
            f64::midpoint(ax, bx),
            f64::midpoint(ay, by),
            (ax - bx).hypot(ay - by).max(1.0),
        ))
    }
}

fn set_style(element: &web_sys::HtmlElement, name: &str, value: &str) {
    // The name and the value are well formed, which is all that could fail.
    let _ = element.style().set_property(name, value);
}

/// Keeps the camera's idea of the stage's size right.
fn observe_size(frame: NodeRef<Div>, camera: StageCamera) {
    Effect::new(move || {
        let Some(frame) = frame.get() else { return };
        let element: web_sys::Element = frame.unchecked_into();
        let watched = element.clone();
        let measure = move || {
            let bounds = watched.get_bounding_client_rect();
            camera.resize(Extent::new(bounds.width(), bounds.height()));
        };
        measure();
        let callback = Closure::<dyn Fn()>::new(measure);
        let Ok(observer) = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()) else {
            return;
        };
        observer.observe(&element);
        let kept = StoredValue::new_local((observer, callback));
        on_cleanup(move || {
            kept.try_with_value(|(observer, _)| observer.disconnect());
        });
    });
}
