//! What can be taken hold of, over a view: the body, the faces and the ring of the chosen cuboid.

use std::fmt::Write as _;

use domain::lidar::Cuboid;
use domain::lidar::edit::{Edits, Face};
use leptos::prelude::*;
use leptos::svg;
use viewer::{Projection, Vec3, View};
use web_sys::{PointerEvent, WheelEvent};

use super::Fixing;
use crate::lidar::state::shape;

/// How far before the front the ring's knob is, metres.
const KNOB: f64 = 1.0;

/// Points of the ring.
const RING: usize = 48;

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handle {
    Body,
    Face(Face),
    Ring,
}

/// A drag under way.
#[derive(Debug, Clone)]
struct Held {
    handle: Handle,
    pointer: i32,
    /// Where it began, in `view_px`, and with what.
    from: [f64; 2],
    cuboid: Cuboid,
    object: usize,
    frame: usize,
}

/// An overlay as large as the view. What is outside the handles reaches the canvas under it.
#[component]
pub fn Handles(
    fixing: Fixing,
    view: Signal<Option<View>>,
    /// What the wheel does over a handle.
    #[prop(optional)]
    on_wheel: Option<Callback<WheelEvent>>,
) -> impl IntoView {
    let node = NodeRef::<svg::Svg>::new();
    let held = StoredValue::new(None::<Held>);
    let shown = Memo::new(move |_| Some((view.get()?, fixing.shown()?)));
    let take = move |handle: Handle, event: PointerEvent| {
        let (Some(at), Some((object, frame, cuboid))) = (place(node, &event), fixing.chosen())
        else {
            return;
        };
        if event.button() != 0 {
            return;
        }
        event.stop_propagation();
        event.prevent_default();
        if let Some(svg) = node.get_untracked() {
            // Fails only if the pointer is gone already.
            let _ = svg.set_pointer_capture(event.pointer_id());
        }
        fixing.lidar.edit.is_dragging.set(true);
        held.set_value(Some(Held {
            handle,
            pointer: event.pointer_id(),
            from: at,
            cuboid,
            object,
            frame,
        }));
    };
    let moved = move |event: PointerEvent| {
        let Some(drag) = held.get_value() else { return };
        let (Some(at), Some(view)) = (place(node, &event), view.get_untracked()) else {
            return;
        };
        if drag.pointer != event.pointer_id() {
            return;
        }
        if let Some(cuboid) = drag.dragged(&view, at, event.shift_key()) {
            fixing.edit(|edits| edits.drag(drag.object, drag.frame, cuboid));
        }
    };
    let released = move |_: PointerEvent| {
        if held.get_value().is_some() {
            held.set_value(None);
            fixing.edit(Edits::release);
            fixing.lidar.edit.is_dragging.set(false);
        }
    };
    let with = move |draw: fn(&View, &Cuboid) -> String| {
        move || shown.with(|shown| shown.as_ref().map(|(view, cuboid)| draw(view, cuboid)))
    };
    view! {
        <svg
            node_ref=node
            class="fix-handles"
            aria-hidden="true"
            on:wheel=move |event| {
                if let Some(on_wheel) = on_wheel {
                    event.prevent_default();
                    on_wheel.run(event);
                }
            }
            on:pointermove=moved
            on:pointerup=released
            on:pointercancel=released
        >
            <path class="body" d=with(body) on:pointerdown=move |event| take(Handle::Body, event) />
            <path class="ring" d=with(ring) />
            {Face::ALL
                .into_iter()
                .map(|face| {
                    let edge = move || {
                        shown.with(|shown| {
                            let (view, cuboid) = shown.as_ref()?;
                            side_edge(view, cuboid, face)
                        })
                    };
                    view! {
                        <path
                            class="edge"
                            d=edge
                            on:pointerdown=move |event| take(Handle::Face(face), event)
                        />
                    }
                })
                .collect_view()}
            {Face::ALL
                .into_iter()
                .map(|face| {
                    let at = Memo::new(move |_| {
                        shown.with(|shown| {
                            let (view, cuboid) = shown.as_ref()?;
                            face_dot(view, cuboid, face)
                        })
                    });
                    view! {
                        <Dot
                            class=format!("face {}", name(face))
                            at=at.into()
                            on_take=Callback::new(move |event| take(Handle::Face(face), event))
                        />
                    }
                })
                .collect_view()}
            <Dot
                class="knob".to_owned()
                at=Signal::derive(move || {
                    shown.with(|shown| {
                        let (view, cuboid) = shown.as_ref()?;
                        knob(view, cuboid)
                    })
                })
                on_take=Callback::new(move |event| take(Handle::Ring, event))
            />
        </svg>
    }
}

/// A round handle; gone where it has no place.
#[component]
fn Dot(
    class: String,
    at: Signal<Option<[f64; 2]>>,
    on_take: Callback<PointerEvent>,
) -> impl IntoView {
    let coordinate = move |axis: usize| move || at.get().map(|at| format!("{:.1}", at[axis]));
    view! {
        <g class=class class:gone=move || at.get().is_none() on:pointerdown=move |event| on_take.run(event)>
            <circle class="reach" r="11" cx=coordinate(0) cy=coordinate(1) />
            <circle class="dot" r="5" cx=coordinate(0) cy=coordinate(1) />
        </g>
    }
}

fn place(node: NodeRef<svg::Svg>, event: &PointerEvent) -> Option<[f64; 2]> {
    let area = node.get_untracked()?.get_bounding_client_rect();
    Some([
        f64::from(event.client_x()) - area.left(),
        f64::from(event.client_y()) - area.top(),
    ])
}

impl Held {
    /// The cuboid as it is with the pointer there.
    fn dragged(&self, view: &View, at: [f64; 2], shift: bool) -> Option<Cuboid> {
        let by = [at[0] - self.from[0], at[1] - self.from[1]];
        let center: Vec3 = self.cuboid.position.into();
        match self.handle {
            Handle::Body if view.pose.projection == Projection::Orthographic => {
                Some(self.cuboid.moved(view.dragged_flat(center, by).into()))
            }
            Handle::Body if shift => {
                let up = view.dragged_along(center, Vec3::new(0.0, 0.0, 1.0), by);
                Some(self.cuboid.moved([0.0, 0.0, up]))
            }
            Handle::Body => {
                let way = view.dragged_level(self.from, at, center.z)?;
                Some(self.cuboid.moved(way.into()))
            }
            Handle::Face(face) => {
                let anchor = self.cuboid.face_center(face).into();
                let outwards = view.dragged_along(anchor, normal(&self.cuboid, face), by);
                Some(self.cuboid.with_face_moved(face, outwards))
            }
            Handle::Ring => {
                let ground = bottom(&self.cuboid);
                let turn = view.yaw_about(ground, at)? - view.yaw_about(ground, self.from)?;
                Some(self.cuboid.turned(turn))
            }
        }
    }
}

const fn name(face: Face) -> &'static str {
    match face {
        Face::Left => "left",
        Face::Right => "right",
        Face::Rear => "rear",
        Face::Front => "front",
        Face::Bottom => "bottom",
        Face::Top => "top",
    }
}

/// The direction out of a face, in `world`.
fn normal(cuboid: &Cuboid, face: Face) -> Vec3 {
    Vec3::from(cuboid.axes()[face.axis()]) * face.sign()
}

fn bottom(cuboid: &Cuboid) -> Vec3 {
    cuboid.face_center(Face::Bottom).into()
}

fn path(places: impl IntoIterator<Item = [f64; 2]>, end: &str) -> String {
    let mut path = String::new();
    for [x, y] in places {
        path.push_str(if path.is_empty() { "M" } else { "L" });
        // Writing to a string cannot fail.
        let _ = write!(path, "{x:.1} {y:.1}");
    }
    if !path.is_empty() {
        path.push_str(end);
    }
    path
}

fn body(view: &View, cuboid: &Cuboid) -> String {
    path(shape(cuboid).silhouette(view), "Z")
}

fn is_flat(view: &View) -> bool {
    view.pose.projection == Projection::Orthographic
}

/// Whether a level ring shows as more than a line.
fn shows_ring(view: &View) -> bool {
    !is_flat(view) || view.pose.elevation.abs() > 0.5
}

fn knob(view: &View, cuboid: &Cuboid) -> Option<[f64; 2]> {
    if !shows_ring(view) {
        return None;
    }
    let [_, length, height] = cuboid.dimensions;
    let ahead = length / 2.0 + KNOB;
    view.project(cuboid.to_world([0.0, ahead, -height / 2.0]).into())
}

fn ring(view: &View, cuboid: &Cuboid) -> String {
    if !shows_ring(view) {
        return String::new();
    }
    let radius = cuboid.dimensions[1] / 2.0 + KNOB;
    let center = bottom(cuboid);
    let places: Option<Vec<[f64; 2]>> = (0..RING)
        .map(|step| {
            let (sin, cos) = (step as f64 / RING as f64 * std::f64::consts::TAU).sin_cos();
            view.project(center + Vec3::new(cos, sin, 0.0) * radius)
        })
        .collect();
    path(places.unwrap_or_default(), "Z")
}

fn face_dot(view: &View, cuboid: &Cuboid, face: Face) -> Option<[f64; 2]> {
    let (center, out) = (cuboid.face_center(face).into(), normal(cuboid, face));
    let is_seen = if is_flat(view) {
        stands_across(view, out)
    } else {
        view.faces(center, out)
    };
    is_seen.then(|| view.project(center)).flatten()
}

/// Whether a face shows as a line in a flat view.
fn stands_across(view: &View, normal: Vec3) -> bool {
    let forward = view.pose.forward();
    (normal.x * forward.x + normal.y * forward.y + normal.z * forward.z).abs() < 0.5
}

/// A face as the line that it is in a flat view.
fn side_edge(view: &View, cuboid: &Cuboid, face: Face) -> Option<String> {
    let out = normal(cuboid, face);
    if !is_flat(view) || !stands_across(view, out) {
        return None;
    }
    // Of its two other axes, the one that lies across the view.
    let along = (0..3)
        .filter(|axis| *axis != face.axis())
        .find(|axis| stands_across(view, cuboid.axes()[*axis].into()))?;
    let mut ends = [[0.0; 3]; 2];
    for (end, sign) in ends.iter_mut().zip([-1.0, 1.0]) {
        end[face.axis()] = face.sign() * cuboid.dimensions[face.axis()] / 2.0;
        end[along] = sign * cuboid.dimensions[along] / 2.0;
    }
    let places: Option<Vec<[f64; 2]>> = ends
        .iter()
        .map(|end| view.project(cuboid.to_world(*end).into()))
        .collect();
    Some(path(places?, ""))
}
