//! The few tasks that are far larger than all others.

use domain::TaskType;
use serde_json::{Value, json};

use super::{Work, px, shapes};
use crate::dice::Dice;
use crate::shots::Shot;
use crate::trace::Spot;

/// Hundreds of points over the road surface, from an automatic pass.
pub fn dense(shot: &Shot, dice: &mut Dice) -> Work {
    let annotations: Vec<Value> = shot
        .view
        .asphalt
        .iter()
        .take(900)
        .map(|&[x, y]| {
            let mut value = shapes::shape(
                "point",
                "surface",
                json!({"friction": (dice.between(0.3, 0.9) * 100.0).round() / 100.0}),
                dice,
            );
            value["x"] = json!(px(x));
            value["y"] = json!(px(y));
            value
        })
        .collect();
    work(shot, "point", &["surface"], annotations)
}

/// Outlines traced in steps of a fraction of a pixel, about five megabytes of them.
pub fn huge(shot: &Shot, dice: &mut Dice) -> Work {
    let outlines: Vec<_> = shot
        .view
        .seen
        .iter()
        .filter(|seen| seen.outline.len() > 2)
        .collect();
    let around = |points: &[Spot]| -> f32 {
        let next = points.iter().cycle().skip(1);
        points
            .iter()
            .zip(next)
            .map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]))
            .sum()
    };
    let total: f32 = outlines.iter().map(|seen| around(&seen.outline)).sum();
    // A vertex takes about 23 bytes.
    let step = total / (5_000_000.0 / 23.0);
    let annotations = outlines
        .iter()
        .map(|seen| {
            let mut vertices = Vec::new();
            for (i, a) in seen.outline.iter().enumerate() {
                let b = seen.outline[(i + 1) % seen.outline.len()];
                let count = ((a[0] - b[0]).hypot(a[1] - b[1]) / step).ceil().max(1.0) as usize;
                for k in 0..count {
                    let t = k as f32 / count as f32;
                    vertices.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
                }
            }
            let mut value = shapes::shape("polygon", seen.class.label(), json!({}), dice);
            value["vertices"] = shapes::spots(&vertices);
            value
        })
        .collect();
    let labels = [
        "car",
        "truck",
        "bus",
        "pedestrian",
        "cyclist",
        "traffic_light",
        "traffic_sign",
    ];
    work(shot, "polygon", &labels, annotations)
}

fn work(shot: &Shot, geometry: &str, labels: &[&str], annotations: Vec<Value>) -> Work {
    let response = json!({"annotations": annotations});
    Work {
        task_type: TaskType::ImageAnnotation,
        params: json!({
            "attachment": shot.path,
            "attachment_type": "image",
            "geometries": {geometry: {"objects_to_annotate": labels}},
        }),
        worse: json!({"annotations": []}),
        response,
    }
}
