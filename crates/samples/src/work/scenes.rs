//! Tasks on one photo.

use domain::TaskType;
use serde_json::{Value, json};

use super::{Work, shapes};
use crate::dice::Dice;
use crate::observe::Seen;
use crate::scene::{Class, Place};
use crate::shots::Shot;

/// Which drawing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Boxes,
    Polygons,
    Lines,
    Lanes,
    Points,
    Cuboids,
    /// Several geometries in one task.
    Mixed,
}

/// An image task over a photo.
pub fn image(shot: &Shot, asked: Asked, dice: &mut Dice) -> Work {
    let annotations = draw(shot, asked, dice);
    let size = (shot.view.width, shot.view.height);
    let worse = shapes::worsen(&annotations, size, dice);
    Work {
        task_type: task_type(asked),
        params: params(shot, asked),
        response: json!({"annotations": annotations}),
        worse: json!({"annotations": worse}),
    }
}

const fn task_type(asked: Asked) -> TaskType {
    match asked {
        Asked::Boxes => TaskType::Annotation,
        Asked::Polygons => TaskType::PolygonAnnotation,
        Asked::Lines => TaskType::LineAnnotation,
        Asked::Lanes => TaskType::LaneAnnotation,
        Asked::Points => TaskType::PointAnnotation,
        Asked::Cuboids => TaskType::CuboidAnnotation,
        Asked::Mixed => TaskType::ImageAnnotation,
    }
}

fn draw(shot: &Shot, asked: Asked, dice: &mut Dice) -> Vec<Value> {
    let view = &shot.view;
    let users = || view.seen.iter().filter(|seen| seen.class.is_road_user());
    match asked {
        Asked::Boxes => view
            .seen
            .iter()
            .map(|seen| shapes::upright_box(seen, attributes(seen, dice), dice))
            .collect(),
        Asked::Polygons => users()
            .filter_map(|seen| shapes::polygon(seen, attributes(seen, dice), dice))
            .collect(),
        Asked::Lines | Asked::Lanes => view
            .markings
            .iter()
            .map(|marking| shapes::line(marking, dice))
            .collect(),
        Asked::Points => users()
            .flat_map(|seen| shapes::points(seen, dice))
            .collect(),
        Asked::Cuboids => users()
            .filter(|seen| seen.class.is_vehicle())
            .filter_map(|seen| shapes::cuboid(seen, attributes(seen, dice), dice))
            .collect(),
        Asked::Mixed => mixed(shot, dice),
    }
}

fn mixed(shot: &Shot, dice: &mut Dice) -> Vec<Value> {
    let view = &shot.view;
    let mut drawn = Vec::new();
    for seen in &view.seen {
        let answers = attributes(seen, dice);
        if let Some(turned) = shapes::turned_box(seen, answers.clone(), dice) {
            drawn.push(turned);
        } else if seen.class == Class::Pedestrian || seen.class == Class::Cyclist {
            drawn.extend(shapes::polygon(seen, answers, dice));
        } else if let Some(cuboid) = shapes::cuboid(seen, answers.clone(), dice)
            .filter(|_| seen.bounds[3] > 60.0 && seen.parked)
        {
            drawn.push(cuboid);
        } else {
            drawn.push(shapes::upright_box(seen, answers, dice));
        }
        if seen.bounds[3] > 45.0 {
            drawn.extend(shapes::ellipses(seen, dice));
        }
        if seen.class == Class::Pedestrian || seen.class == Class::Cyclist {
            drawn.extend(shapes::points(seen, dice));
        }
    }
    if shot.recipe.place != Place::ParkingLot {
        drawn.extend(
            view.markings
                .iter()
                .map(|marking| shapes::line(marking, dice)),
        );
    }
    drawn
}

const VEHICLE_KINDS: [&str; 6] = ["sedan", "hatchback", "suv", "van", "box_truck", "city_bus"];
const COLORS: [&str; 10] = [
    "white", "black", "gray", "silver", "blue", "red", "green", "yellow", "beige", "orange",
];
const STATES: [&str; 5] = [
    "parked",
    "moving",
    "lights_on",
    "doors_open",
    "partly_outside",
];

fn attributes(seen: &Seen, dice: &mut Dice) -> Value {
    let occlusion = match seen.hidden {
        x if x < 0.25 => "0-25%",
        x if x < 0.5 => "25-50%",
        x if x < 0.75 => "50-75%",
        _ => "75-100%",
    };
    let mut answers = json!({"occlusion": occlusion});
    if seen.class.is_vehicle() {
        let mut states = vec![if seen.parked { "parked" } else { "moving" }];
        if seen.cut_off {
            states.push("partly_outside");
        }
        answers["color"] = json!(seen.color);
        answers["vehicle_kind"] = json!(seen.kind);
        answers["state"] = json!(states);
        answers["heading"] = json!(f64::from(seen.angle.round()));
    }
    if seen.class == Class::Pedestrian {
        answers["group_size"] = json!(dice.int(1, 3));
    }
    if dice.chance(0.04) {
        answers["note"] = json!(dice.pick(&[
            "reflection in window, not a second car",
            "partly behind a tree",
            "Fahrzeug mit Anhänger?",
            "very dark, box from next frame"
        ]));
    }
    answers
}

fn params(shot: &Shot, asked: Asked) -> Value {
    let users = json!([
        {"choice": "vehicle", "subchoices": ["car", {"choice": "truck", "display": "truck (over 3.5 t)"}, "bus"]},
        {"choice": "person", "display": "person on the road", "subchoices": ["pedestrian", "cyclist"]},
    ]);
    let mut all = users.clone();
    if let Some(list) = all.as_array_mut() {
        list.extend([json!("traffic_light"), json!("traffic_sign")]);
    }
    let lines = json!(["solid_line", "dashed_line", "double_line", "road_edge"]);
    let spots = json!(["head", "wheel_hub"]);
    let mut params = json!({"attachment": shot.path, "attachment_type": "image"});
    match asked {
        Asked::Boxes | Asked::Polygons | Asked::Cuboids => {
            params["objects_to_annotate"] = if asked == Asked::Boxes { all } else { users };
            params["min_height"] = json!(9);
            params["min_width"] = json!(5);
        }
        Asked::Points => params["objects_to_annotate"] = spots,
        Asked::Lines | Asked::Lanes => {
            params["objects_to_annotate"] = lines;
            params["annotation_attributes"] = json!({"line_color": line_color()});
            return params;
        }
        Asked::Mixed => {
            params["geometries"] = json!({
                "box": {"objects_to_annotate": all, "min_height": 9, "min_width": 5, "can_rotate": true},
                "polygon": {"objects_to_annotate": ["pedestrian", "cyclist"], "min_vertices": 3},
                "line": {"objects_to_annotate": lines},
                "point": {"objects_to_annotate": spots},
                "ellipse": {"objects_to_annotate": ["wheel", "signal_lamp"]},
                "cuboid": {"objects_to_annotate": ["car", "truck", "bus"], "camera_intrinsics": {"fx": 1100, "fy": 1100, "cx": shot.view.width / 2, "cy": shot.view.height / 2, "skew": 0}},
            });
        }
    }
    params["annotation_attributes"] = json!({
        "occlusion": {"type": "category", "description": "How much of it is hidden?", "choices": ["0-25%", "25-50%", "50-75%", "75-100%"]},
        "color": {"type": "category", "description": "Main colour of the vehicle", "choices": COLORS, "conditions": [{"label_condition": {"label": "car"}}]},
        "vehicle_kind": {"type": "category", "description": "Body style", "choices": VEHICLE_KINDS},
        "state": {"type": "category", "description": "All that apply", "choices": STATES, "allow_multiple": true},
        "heading": {"type": "angle", "description": "Where it heads, seen from above"},
        "group_size": {"type": "number", "description": "People standing together", "min": 1, "max": 20},
        "note": {"type": "text", "description": "Anything a reviewer should know"},
        "line_color": line_color(),
        "position": {"type": "text", "description": "Which one"},
    });
    params
}

fn line_color() -> Value {
    json!({"type": "category", "description": "Colour of the paint", "choices": ["white", "yellow", "none"]})
}
