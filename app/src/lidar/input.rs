//! What the pointer does on the canvas, until the next animation frame takes it.

use leptos::prelude::*;
use web_sys::{MouseEvent, PointerEvent, WheelEvent};

use super::state::Lidar;

/// Pixels are CSS pixels of the canvas, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Input {
    Rotate {
        dx: f64,
        dy: f64,
    },
    Pan {
        dx: f64,
        dy: f64,
    },
    Zoom {
        factor: f64,
        at: [f64; 2],
    },
    Hover {
        at: [f64; 2],
    },
    Click {
        at: [f64; 2],
    },
    /// A double click.
    Approach {
        at: [f64; 2],
    },
    Leave,
}

/// A pointer that moves less than this many pixels while it is down clicks.
const CLICK: f64 = 4.0;

/// The pointers that are down, with their places; and how far they moved.
#[derive(Debug, Clone, Default)]
pub struct Gesture {
    pointers: Vec<(i32, [f64; 2])>,
    moved: f64,
    pans: bool,
}

fn place(event: &MouseEvent) -> [f64; 2] {
    [f64::from(event.offset_x()), f64::from(event.offset_y())]
}

pub fn down(lidar: Lidar, event: &PointerEvent) {
    lidar.gesture.update_value(|gesture| {
        if gesture.pointers.is_empty() {
            gesture.moved = 0.0;
            gesture.pans = event.button() != 0 || event.shift_key();
        }
        gesture.pointers.push((event.pointer_id(), place(event)));
    });
}

pub fn moved(lidar: Lidar, event: &PointerEvent) {
    let at = place(event);
    let mut inputs = Vec::new();
    lidar.gesture.update_value(|gesture| {
        let all = gesture.pointers.clone();
        let Some(mine) = gesture
            .pointers
            .iter_mut()
            .find(|(id, _)| *id == event.pointer_id())
        else {
            inputs.push(Input::Hover { at });
            return;
        };
        let (dx, dy) = (at[0] - mine.1[0], at[1] - mine.1[1]);
        let before = mine.1;
        mine.1 = at;
        gesture.moved += dx.abs() + dy.abs();
        let other = all.iter().find(|(id, _)| *id != event.pointer_id());
        match other {
            // Two fingers: their middle moves the scene, their distance brings it nearer.
            Some((_, other)) => {
                let length = |from: [f64; 2]| (from[0] - other[0]).hypot(from[1] - other[1]);
                let middle = [
                    f64::midpoint(at[0], other[0]),
                    f64::midpoint(at[1], other[1]),
                ];
                inputs.push(Input::Pan {
                    dx: dx / 2.0,
                    dy: dy / 2.0,
                });
                inputs.push(Input::Zoom {
                    factor: (length(before) / length(at).max(1.0)).clamp(0.5, 2.0),
                    at: middle,
                });
            }
            None if gesture.pans => inputs.push(Input::Pan { dx, dy }),
            None => inputs.push(Input::Rotate { dx, dy }),
        }
    });
    lidar.inputs.update_value(|queue| queue.extend(inputs));
}

pub fn up(lidar: Lidar, event: &PointerEvent) {
    let mut clicked = false;
    lidar.gesture.update_value(|gesture| {
        gesture.pointers.retain(|(id, _)| *id != event.pointer_id());
        clicked = gesture.pointers.is_empty() && gesture.moved < CLICK && !gesture.pans;
    });
    if clicked && event.type_() == "pointerup" {
        let at = place(event);
        lidar
            .inputs
            .update_value(|queue| queue.push(Input::Click { at }));
    }
}

pub fn wheel(lidar: Lidar, event: &WheelEvent) {
    let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE {
        16.0
    } else {
        1.0
    };
    // A trackpad's pinch comes as a wheel with the control key, in small steps.
    let speed = if event.ctrl_key() { 0.01 } else { 0.0015 };
    let input = Input::Zoom {
        factor: (event.delta_y() * lines * speed).exp(),
        at: place(event),
    };
    lidar.inputs.update_value(|queue| queue.push(input));
}

pub fn double_click(lidar: Lidar, event: &MouseEvent) {
    let at = place(event);
    lidar
        .inputs
        .update_value(|queue| queue.push(Input::Approach { at }));
}

pub fn leave(lidar: Lidar) {
    lidar.inputs.update_value(|queue| queue.push(Input::Leave));
}
