//! Annotations as JSON, drawn well and drawn badly.

use serde_json::{Value, json};

use super::px;
use crate::dice::Dice;
use crate::observe::{Marking, Seen};
use crate::trace::Spot;

pub fn spots(spots: &[Spot]) -> Value {
    spots
        .iter()
        .map(|&[x, y]| json!({"x": px(x), "y": px(y)}))
        .collect()
}

pub fn shape(kind: &str, label: &str, attributes: Value, dice: &mut Dice) -> Value {
    json!({"uuid": dice.uuid(), "type": kind, "label": label, "attributes": attributes})
}

pub fn upright_box(seen: &Seen, attributes: Value, dice: &mut Dice) -> Value {
    let mut value = shape("box", seen.class.label(), attributes, dice);
    let [left, top, width, height] = seen.bounds.map(px);
    value["left"] = json!(left);
    value["top"] = json!(top);
    value["width"] = json!(width);
    value["height"] = json!(height);
    value
}

/// A box turned about its middle; `vertices` from its front-left corner, clockwise.
pub fn turned_box(seen: &Seen, attributes: Value, dice: &mut Dice) -> Option<Value> {
    let [left, top, width, height, rotation] = seen.turned?;
    let mut value = shape("box", seen.class.label(), attributes, dice);
    let (sin, cos) = rotation.sin_cos();
    let middle = [left + width / 2.0, top + height / 2.0];
    let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(u, w)| {
        let (x, y) = (u * width / 2.0, w * height / 2.0);
        [middle[0] + x * cos - y * sin, middle[1] + x * sin + y * cos]
    });
    value["left"] = json!(px(left));
    value["top"] = json!(px(top));
    value["width"] = json!(px(width));
    value["height"] = json!(px(height));
    value["rotation"] = json!((f64::from(rotation) * 1e6).round() / 1e6);
    value["vertices"] = spots(&corners);
    Some(value)
}

pub fn polygon(seen: &Seen, attributes: Value, dice: &mut Dice) -> Option<Value> {
    if seen.outline.len() < 3 {
        return None;
    }
    let mut value = shape("polygon", seen.class.label(), attributes, dice);
    value["vertices"] = spots(&seen.outline);
    Some(value)
}

pub fn line(marking: &Marking, dice: &mut Dice) -> Value {
    let mut value = shape(
        "line",
        marking.label,
        json!({"line_color": marking.color}),
        dice,
    );
    value["vertices"] = spots(&marking.vertices);
    value
}

pub fn points(seen: &Seen, dice: &mut Dice) -> Vec<Value> {
    seen.points
        .iter()
        .map(|&(name, [x, y])| {
            let label = if name == "head" { "head" } else { "wheel_hub" };
            let mut value = shape("point", label, json!({"position": name}), dice);
            value["x"] = json!(px(x));
            value["y"] = json!(px(y));
            value
        })
        .collect()
}

pub fn ellipses(seen: &Seen, dice: &mut Dice) -> Vec<Value> {
    seen.ellipses
        .iter()
        .map(|(name, ends)| {
            let label = if name.ends_with("wheel") {
                "wheel"
            } else {
                "signal_lamp"
            };
            let mut value = shape("ellipse", label, json!({"position": name}), dice);
            value["vertices"] = spots(ends);
            value
        })
        .collect()
}

/// Eight described corners and the twelve edges between them; the face is where it heads.
pub fn cuboid(seen: &Seen, attributes: Value, dice: &mut Dice) -> Option<Value> {
    let corners = seen.cuboid?;
    let mut value = shape("cuboid", seen.class.label(), attributes, dice);
    let names = ["topleft", "topright", "bottomright", "bottomleft"];
    value["vertices"] = corners
        .iter()
        .enumerate()
        .map(|(i, &[x, y])| {
            let side = if i < 4 { "face" } else { "back" };
            let corner = names[i % 4].replace("left", "-left").replace("right", "-right");
            json!({"x": px(x), "y": px(y), "type": "vertex", "description": format!("{side}-{corner}")})
        })
        .collect();
    let edge = |a: usize, b: usize, name: &str| json!({"x1": px(corners[a][0]), "y1": px(corners[a][1]), "x2": px(corners[b][0]), "y2": px(corners[b][1]), "type": "edge", "description": name});
    value["edges"] = (0..4)
        .flat_map(|i| {
            let next = (i + 1) % 4;
            [
                edge(i, next, "face"),
                edge(i + 4, next + 4, "back"),
                edge(i, i + 4, "side"),
            ]
        })
        .collect();
    Some(value)
}

/// The same annotations as a tired labeler would have them: some shifted, one missing, one with
/// another's label.
pub fn worsen(annotations: &[Value], size: (u32, u32), dice: &mut Dice) -> Vec<Value> {
    let mut worse = annotations.to_vec();
    if worse.len() > 2 {
        worse.remove(dice.below(worse.len()));
    }
    for annotation in &mut worse {
        if dice.chance(0.35) {
            shift(annotation, [dice.normal() * 7.0, dice.normal() * 6.0], size);
        }
    }
    let (one, other) = (dice.below(worse.len()), dice.below(worse.len()));
    if one < worse.len() && worse[one]["type"] == worse[other]["type"] {
        let label = worse[other]["label"].clone();
        worse[one]["label"] = label;
    }
    worse
}

/// Moves a shape, as far as it stays in the image.
fn shift(annotation: &mut Value, by: [f32; 2], size: (u32, u32)) {
    let limits = [f64::from(size.0), f64::from(size.1)];
    let moved = |value: &Value, axis: usize, extent: f64| {
        let at = value.as_f64().unwrap_or_default() + f64::from(by[axis]);
        let kept = at.clamp(0.0, (limits[axis] - extent).max(0.0));
        json!((kept * 100.0).round() / 100.0)
    };
    if annotation["rotation"].is_number() {
        return;
    }
    if annotation["left"].is_number() {
        let (width, height) = (annotation["width"].as_f64(), annotation["height"].as_f64());
        annotation["left"] = moved(&annotation["left"], 0, width.unwrap_or_default());
        annotation["top"] = moved(&annotation["top"], 1, height.unwrap_or_default());
    }
    if annotation["x"].is_number() {
        annotation["x"] = moved(&annotation["x"], 0, 0.0);
        annotation["y"] = moved(&annotation["y"], 1, 0.0);
    }
    // A cuboid's edges repeat its corners; moving one without the other would break it.
    if annotation["edges"].is_array() {
        return;
    }
    let vertices = annotation.get_mut("vertices").and_then(Value::as_array_mut);
    for vertex in vertices.into_iter().flatten() {
        vertex["x"] = moved(&vertex["x"], 0, 0.0);
        vertex["y"] = moved(&vertex["y"], 1, 0.0);
    }
}
