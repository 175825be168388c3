//! Keys of the fix; while it is open they come before those of the page.

use domain::lidar::edit::{Edits, Frames};
use leptos::prelude::*;
use viewer::Vec3;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::KeyboardEvent;

use super::Fixing;
use crate::key_list::Keys;

/// What the help tells of them.
pub const KEYS: Keys = &[
    (
        "← ↑ ↓ →",
        "Move the cuboid on the ground; also w a s d. With Shift by 1 m, with Alt by 1 cm",
    ),
    ("Page ↑  Page ↓", "Move it up and down"),
    ("q  e", "Turn it"),
    (
        "Delete",
        "Delete it in this frame; with Shift in all frames",
    ),
    ("Ctrl z  Ctrl Shift z", "Undo, redo"),
    ("n", "Add a cuboid: click two opposite corners"),
    ("t", "Fit it to the points inside"),
    ("c", "Copy it to the next frames"),
    ("i", "Fill in the frames between key frames"),
    ("Tab", "Next cuboid of the frame; with Shift the one before"),
    ("Ctrl ↵", "Save the fix"),
    ("Esc", "Let go of the cuboid, then close"),
];

/// Steps of a key: metres and radians.
const STEP: f64 = 0.1;
const TURN: f64 = std::f64::consts::PI / 180.0;

pub fn listen(fixing: Fixing) {
    Effect::new(move |_| {
        if !fixing.space.open.get() {
            return;
        }
        let on_key = Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| {
            if is_free(&event) && act(fixing, &event) {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        let target: web_sys::EventTarget = window().into();
        let function = on_key.as_ref().unchecked_ref();
        // In the capturing phase: the page's own keys listen in the other one.
        let _ = target.add_event_listener_with_callback_and_bool("keydown", function, true);
        let held = StoredValue::new_local(Some(on_key));
        on_cleanup(move || {
            held.update_value(|held| {
                if let Some(on_key) = held.take() {
                    let function = on_key.as_ref().unchecked_ref();
                    let _ = target
                        .remove_event_listener_with_callback_and_bool("keydown", function, true);
                }
            });
        });
    });
}

/// Whether the key is for the view: no dialog is open and nobody types.
fn is_free(event: &KeyboardEvent) -> bool {
    if !matches!(document().query_selector("dialog[open]"), Ok(None)) {
        return false;
    }
    let saves = event.key() == "Enter" && (event.ctrl_key() || event.meta_key());
    let element = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let typed = element.is_some_and(|element| {
        matches!(&*element.tag_name(), "INPUT" | "TEXTAREA" | "SELECT")
            && element.get_attribute("type").as_deref() != Some("range")
    });
    saves || !typed
}

fn act(fixing: Fixing, event: &KeyboardEvent) -> bool {
    let key = event.key();
    let command = event.ctrl_key() || event.meta_key();
    let shift = event.shift_key();
    if command {
        match (&*key.to_lowercase(), shift) {
            ("z", false) => fixing.undo(),
            ("z", true) | ("y", false) => fixing.redo(),
            ("enter", _) => fixing.save(),
            _ => return false,
        }
        return true;
    }
    let step = match (shift, event.alt_key()) {
        (true, _) => STEP * 10.0,
        (_, true) => STEP / 10.0,
        _ => STEP,
    };
    let key = key.to_lowercase();
    let flies = matches!(&*key, "w" | "a" | "s" | "d" | "q" | "e");
    if flies && fixing.lidar.flies.get_untracked() {
        return false;
    }
    match &*key {
        "arrowup" | "w" => fixing.nudge([0.0, step]),
        "arrowdown" | "s" => fixing.nudge([0.0, -step]),
        "arrowleft" | "a" => fixing.nudge([-step, 0.0]),
        "arrowright" | "d" => fixing.nudge([step, 0.0]),
        "pageup" => fixing.change(|cuboid| cuboid.moved([0.0, 0.0, step])),
        "pagedown" => fixing.change(|cuboid| cuboid.moved([0.0, 0.0, -step])),
        "q" => fixing.change(|cuboid| cuboid.turned(TURN * step / STEP)),
        "e" => fixing.change(|cuboid| cuboid.turned(-TURN * step / STEP)),
        "delete" | "backspace" => fixing.delete(if shift {
            Frames::All
        } else {
            Frames::This(fixing.lidar.frame.get_untracked() as usize)
        }),
        "n" => fixing.start_add(),
        "t" => fixing.fit(),
        "c" => fixing.copy_on(),
        "i" => fixing.interpolate(),
        "tab" if is_on_canvas(event) => fixing.step_object(shift),
        "escape" if fixing.lidar.leave_modes() => {}
        "escape" => fixing.leave(),
        // These lead away from the page, or judge the task.
        "p" | "[" | "]" | "u" | "r" | "x" => {}
        _ => return false,
    }
    true
}

fn is_on_canvas(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .is_some_and(|element| matches!(&*element.tag_name(), "CANVAS" | "BODY"))
}

impl Fixing {
    /// Moves the chosen cuboid on the ground, as the reader sees right and ahead, along the nearer of
    /// its own axes, so that it stays in its lane.
    fn nudge(self, [right, ahead]: [f64; 2]) {
        let Some(view) = self.lidar.edit.seen.get_untracked() else {
            return;
        };
        let (sin, cos) = view.pose.yaw.sin_cos();
        let wanted = Vec3::new(cos * right - sin * ahead, sin * right + cos * ahead, 0.0);
        self.change(|cuboid| {
            let (sin, cos) = cuboid.yaw.sin_cos();
            let axes = [[cos, sin], [-sin, cos]];
            let along = axes.map(|[x, y]| wanted.x * x + wanted.y * y);
            let axis = usize::from(along[1].abs() > along[0].abs());
            let step = right.hypot(ahead).copysign(along[axis]);
            let [x, y] = axes[axis];
            cuboid.moved([x * step, y * step, 0.0])
        });
    }

    fn step_object(self, back: bool) {
        let frame = self.lidar.frame.get_untracked();
        let objects: Vec<usize> = untrack(|| self.lidar.cuboids(frame))
            .into_iter()
            .map(|(object, _)| object)
            .collect();
        let now = self.lidar.marks.selected.get_untracked();
        let place = objects.iter().position(|object| Some(*object) == now);
        let count = objects.len();
        let next = match (place, back) {
            _ if count == 0 => return,
            (None, _) => 0,
            (Some(place), false) => (place + 1) % count,
            (Some(place), true) => (place + count - 1) % count,
        };
        self.lidar.marks.selected.set(Some(objects[next]));
    }

    /// One thing at a time: adding, the chosen cuboid, the fix itself.
    pub fn leave(self) {
        if self.lidar.edit.picks.get_untracked() {
            self.cancel_add();
        } else if self.lidar.marks.selected.get_untracked().is_some() {
            self.lidar.marks.selected.set(None);
        } else {
            self.edit(Edits::release);
            self.close();
        }
    }
}
