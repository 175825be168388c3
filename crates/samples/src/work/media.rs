//! Segmentation, video and lidar: answers that lie in files of their own.

use domain::TaskType;
use serde_json::{Map, Value, json};

use super::{Work, px};
use crate::dice::Dice;
use crate::error::Result;
use crate::film::Film;
use crate::folder::Folder;
use crate::scene::Class;
use crate::shots::Shot;
use crate::sweep::Sweep;

/// `None` for a photo without masks.
pub fn segmentation(shot: &Shot) -> Option<Work> {
    let masks = shot.masks.as_ref()?;
    let hex = |[r, g, b]: [u8; 3]| format!("#{r:02x}{g:02x}{b:02x}");
    let mapping: Map<String, Value> = masks
        .classes
        .iter()
        .map(|&(class, pixels)| {
            let entry =
                json!({"index": class as u8, "color": hex(class.color()), "numPixels": pixels});
            (class.label().to_owned(), entry)
        })
        .collect();
    let response = json!({
        "annotations": {"combined": masks.combined, "indexed": masks.indexed, "unlabeled": masks.unlabeled},
        "labelMapping": mapping,
    });
    // The first try took trees and houses for one.
    let mut worse = response.clone();
    if let Some(mapping) = worse["labelMapping"].as_object_mut() {
        mapping.remove(Class::Vegetation.label());
    }
    let labels: Vec<&str> = Class::ALL[1..].iter().map(|class| class.label()).collect();
    Some(Work {
        task_type: TaskType::SegmentAnnotation,
        params: json!({"attachment": shot.path, "attachment_type": "image", "labels": labels, "allow_unlabeled": true}),
        response,
        worse,
    })
}

const TRACKED: [Class; 5] = [
    Class::Car,
    Class::Truck,
    Class::Bus,
    Class::Pedestrian,
    Class::Cyclist,
];

/// A task over a film; writes the answer's file. The older types list every frame, playback has
/// each object's keyframes.
pub fn video(folder: &Folder, film: &Film, task_type: TaskType, name: &str) -> Result<Work> {
    let labels: Vec<&str> = TRACKED.iter().map(|class| class.label()).collect();
    let mut params =
        json!({"attachments": film.frames, "attachment_type": "image", "frame_rate": 2});
    if task_type == TaskType::VideoAnnotation {
        params["geometries"] = json!({"box": {"objects_to_annotate": labels}});
    } else {
        params["objects_to_annotate"] = json!(labels);
    }
    let file = |version: &str| format!("media/annotations/{name}{version}.json");
    let (good, worse) = (file(""), file("_v1"));
    for (path, slip) in [(&good, 0.0), (&worse, 5.0)] {
        let value = if task_type == TaskType::VideoPlaybackAnnotation {
            objects(film, slip)
        } else {
            frames(film, slip)
        };
        folder.json(path, &value)?;
    }
    Ok(Work {
        task_type,
        params,
        response: json!({"annotations": {"url": good}}),
        worse: json!({"annotations": {"url": worse}}),
    })
}

fn uuid(track: u64) -> String {
    Dice::new(track, "track", 0).uuid()
}

/// Left and top moved by up to `slip` pixels, inside the image.
fn corner(bounds: [f32; 4], size: (u32, u32), slip: f32, dice: &mut Dice) -> (f64, f64) {
    let moved = |at: f32, extent: f32, limit: u32, dice: &mut Dice| {
        px((at + dice.normal() * slip).clamp(0.0, limit as f32 - extent))
    };
    (
        moved(bounds[0], bounds[2], size.0, dice),
        moved(bounds[1], bounds[3], size.1, dice),
    )
}

fn frames(film: &Film, slip: f32) -> Value {
    let mut dice = Dice::new(film.recipe.seed, "video slip", film.recipe.index);
    let list = film.views.iter().enumerate().map(|(frame, view)| {
        let size = (view.width, view.height);
        let annotations: Vec<Value> = view
            .seen
            .iter()
            .filter(|seen| TRACKED.contains(&seen.class))
            .map(|seen| {
                let (left, top) = corner(seen.bounds, size, slip, &mut dice);
                json!({
                    "uuid": uuid(seen.track),
                    "type": "box",
                    "label": seen.class.label(),
                    "left": left,
                    "top": top,
                    "width": px(seen.bounds[2]),
                    "height": px(seen.bounds[3]),
                    "attributes": {"parked": if seen.parked { "yes" } else { "no" }},
                })
            })
            .collect();
        json!({"frame": frame, "annotations": annotations})
    });
    list.collect()
}

fn objects(film: &Film, slip: f32) -> Value {
    let mut dice = Dice::new(film.recipe.seed, "playback slip", film.recipe.index);
    let mut objects = Map::new();
    for (frame, view) in film.views.iter().enumerate() {
        for seen in view
            .seen
            .iter()
            .filter(|seen| TRACKED.contains(&seen.class))
        {
            let (left, top) = corner(seen.bounds, (view.width, view.height), slip, &mut dice);
            let key = json!({"key": frame, "left": left, "top": top, "width": px(seen.bounds[2]), "height": px(seen.bounds[3])});
            let object = objects.entry(uuid(seen.track)).or_insert_with(
                || json!({"label": seen.class.label(), "geometry": "box", "frames": []}),
            );
            if let Some(frames) = object["frames"].as_array_mut() {
                frames.push(key);
            }
        }
    }
    json!({"annotations": objects})
}

pub fn lidar(sweep: &Sweep) -> Work {
    let labels: Vec<&str> = TRACKED.iter().map(|class| class.label()).collect();
    Work {
        task_type: TaskType::LidarAnnotation,
        params: json!({
            "attachments": sweep.frames,
            "attachment_type": "json",
            "labels": labels,
            "meters_per_unit": 1,
            "max_distance_meters": 60,
            "annotation_attributes": {
                "color": {"type": "text", "description": "Main colour"},
                "kind": {"type": "text", "description": "Body style"},
            },
        }),
        response: json!({"annotations": {"url": sweep.good}}),
        worse: json!({"annotations": {"url": sweep.worse}}),
    }
}
