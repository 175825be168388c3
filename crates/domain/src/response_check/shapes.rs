//! The check of shapes on an image.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::finding::Findings;
use super::known::Known;
use crate::TaskType;
use crate::annotations::{Annotation, Geometry, GeometryKind, Taxonomy, value_text};
use crate::record::cut;

/// Shapes may reach this far beyond the image's border, in pixels, as labeling tools round.
const BORDER: f64 = 1.0;

/// How many words a message lists.
const LISTED: usize = 12;

/// Checks an `annotations` array.
pub(super) fn check(
    task_type: TaskType,
    taxonomy: &Taxonomy,
    known: &mut Known<'_>,
    annotations: &Value,
    image: Option<(u32, u32)>,
    findings: &mut Findings,
) {
    let Value::Array(list) = annotations else {
        findings.error(|| {
            let message = "is no array; give one, empty if there is nothing";
            ("annotations".to_owned(), message.to_owned())
        });
        return;
    };
    let task_kind = GeometryKind::of_task_type(task_type);
    let mut uuids: HashMap<&str, usize> = HashMap::new();
    for (index, value) in list.iter().enumerate() {
        let path = format!("annotations[{index}]");
        let kind = match Annotation::read(index, value, task_kind) {
            Ok(annotation) => {
                check_geometry(&annotation.geometry, image, &path, findings);
                Some(annotation.geometry.kind())
            }
            Err(problems) => {
                findings.extend(problems.into_iter().map(|problem| problem.below(&path)));
                None
            }
        };
        let Value::Object(object) = value else {
            continue;
        };
        check_label(taxonomy, known, kind, object, &path, findings);
        check_attributes(known, object, &path, findings);
        let path = || format!("{path}.uuid");
        match object.get("uuid") {
            Some(Value::String(uuid)) => {
                if let Some(first) = uuids.get(uuid.as_str()) {
                    findings.error(|| (path(), repeated(uuid, *first)));
                } else {
                    uuids.insert(uuid, index);
                }
            }
            None if task_type == TaskType::ImageAnnotation => findings.warning(|| {
                let message =
                    "is missing; give each annotation one, so that later fixes can be compared";
                (path(), message.to_owned())
            }),
            None => {}
            Some(other) => findings.error(|| {
                let message = format!("is {}; give a string", cut(&value_text(other)));
                (path(), message)
            }),
        }
    }
}

/// An id that is used again.
pub(super) fn repeated(id: &str, first: usize) -> String {
    format!(
        "is `{}` as in annotations[{first}]; give each its own",
        cut(id)
    )
}

/// Words with commas, the first few of many.
pub(super) fn listed(words: &[&str]) -> String {
    let first: Vec<String> = words.iter().take(LISTED).map(|word| cut(word)).collect();
    let first = first.join(", ");
    match words.len().checked_sub(LISTED) {
        None | Some(0) => first,
        Some(more) => format!("{first} and {more} more"),
    }
}

fn check_geometry(
    geometry: &Geometry,
    image: Option<(u32, u32)>,
    path: &str,
    findings: &mut Findings,
) {
    if let Geometry::Box(shape) = geometry {
        for (name, size) in [("width", shape.width), ("height", shape.height)] {
            if size <= 0.0 {
                findings.error(|| {
                    let message = format!("is `{size}`; give more than 0 pixels");
                    (format!("{path}.{name}"), message)
                });
            }
        }
    }
    let Some((width, height)) = image else { return };
    let outside = geometry.points().iter().find(|point| {
        let inside = |at: f64, size: u32| (-BORDER..=f64::from(size) + BORDER).contains(&at);
        !inside(point.x, width) || !inside(point.y, height)
    });
    if let Some(point) = outside {
        findings.warning(|| {
            let message = format!(
                "reaches x {:.1}, y {:.1}, outside the image of {width} × {height} pixels; move it \
                 inside",
                point.x, point.y
            );
            (path.to_owned(), message)
        });
    }
}

fn check_label(
    taxonomy: &Taxonomy,
    known: &mut Known<'_>,
    kind: Option<GeometryKind>,
    object: &Map<String, Value>,
    path: &str,
    findings: &mut Findings,
) {
    let mut kind = kind;
    if let Some(drawn) = kind
        && !taxonomy.geometries.is_empty()
        && !taxonomy.geometries.contains(&drawn)
    {
        findings.error(|| {
            let asked = taxonomy.geometries.iter();
            let asked: Vec<&str> = asked.map(|kind| kind.as_str()).collect();
            let message = format!(
                "is `{drawn}`, which the task does not ask for; use {}",
                listed(&asked)
            );
            (format!("{path}.type"), message)
        });
        // Its label is judged by what the task asks for at all.
        kind = None;
    }
    let words = known.labels(kind);
    if words.is_free() {
        return;
    }
    let path = || format!("{path}.label");
    match object.get("label") {
        None | Some(Value::Null) => {
            findings.error(|| (path(), format!("is missing; use one of {}", words.listed)));
        }
        Some(value) => {
            // A nested label may come as its whole path; the last step is the label.
            let label = match value {
                Value::Array(steps) => steps.last().unwrap_or(value),
                value => value,
            };
            let label = value_text(label);
            if !words.allows(&label) {
                findings.error(|| {
                    let message = format!("is `{}`; use one of {}", cut(&label), words.listed);
                    (path(), message)
                });
            }
        }
    }
}

fn check_attributes(
    known: &Known<'_>,
    object: &Map<String, Value>,
    path: &str,
    findings: &mut Findings,
) {
    let attributes = match object.get("attributes") {
        None | Some(Value::Null) => return,
        Some(Value::Object(attributes)) => attributes,
        Some(_) => {
            findings.error(|| {
                let message = "is no object; give {name: value}";
                (format!("{path}.attributes"), message.to_owned())
            });
            return;
        }
    };
    if known.attributes.is_free() {
        return;
    }
    for (name, value) in attributes {
        let path = || format!("{path}.attributes.{}", cut(name));
        let Some(choices) = known.choices(name) else {
            findings.warning(|| {
                let asked = &known.attributes.listed;
                let message = format!("is not asked for; the task asks for {asked}");
                (path(), message)
            });
            continue;
        };
        let answers = match value {
            Value::Array(answers) => answers.as_slice(),
            one => std::slice::from_ref(one),
        };
        let wrong = answers
            .iter()
            .map(value_text)
            .find(|answer| !choices.allows(answer));
        if let Some(wrong) = wrong {
            findings.warning(|| {
                let message = format!("is `{}`; the choices are {}", cut(&wrong), choices.listed);
                (path(), message)
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::response_check::{Finding, Severity, check_response};

    fn params() -> Value {
        json!({
            "geometries": {
                "box": {"objects_to_annotate": ["Car", {"choice": "person", "subchoices": ["Adult", "Child"]}]},
                "line": {"objects_to_annotate": ["Kerb"]},
            },
            "annotation_attributes": {
                "moving": {"type": "category", "choices": ["yes", "no"]},
                "speed": {"type": "number"},
            },
        })
    }

    fn findings(annotations: &Value) -> Vec<Finding> {
        let text = json!({ "annotations": annotations }).to_string();
        check_response(
            TaskType::ImageAnnotation,
            &params(),
            &text,
            Some((640, 480)),
        )
        .list
    }

    #[test]
    fn a_good_response_has_no_findings() {
        assert_eq!(
            findings(&json!([
                {"uuid": "1", "type": "box", "label": "Child", "left": 0, "top": 0, "width": 640, "height": 480.5, "attributes": {"moving": "no", "speed": 5}},
                {"uuid": "2", "type": "line", "label": "Kerb", "vertices": [{"x": 1, "y": 2}, {"x": 3, "y": 4}], "attributes": {"moving": ["yes", "no"]}},
            ])),
            []
        );
    }

    #[test]
    fn every_finding_names_the_field_the_value_and_the_remedy() {
        let found = findings(&json!([
            {"uuid": "1", "type": "box", "label": "Cra", "left": 600, "top": 0, "width": 80, "height": 0, "attributes": {"moving": "maybe", "colour": "red"}},
            {"uuid": "1", "type": "box", "label": "Kerb", "left": 0, "top": 0, "width": 8, "height": "9"},
            {"type": "point", "label": "Car", "x": 1, "y": 2},
            {"uuid": "3", "type": "line", "vertices": [{"x": 1, "y": 2}]},
        ]));
        let messages: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            messages,
            [
                "`annotations[0].height` is `0`; give more than 0 pixels",
                "`annotations[0]` reaches x 680.0, y 0.0, outside the image of 640 × 480 pixels; move it inside",
                "`annotations[0].label` is `Cra`; use one of Car, Adult, Child",
                "`annotations[0].attributes.moving` is `maybe`; the choices are yes, no",
                "`annotations[0].attributes.colour` is not asked for; the task asks for moving, speed",
                "`annotations[1].height` is `9`; give a number",
                "`annotations[1].uuid` is `1` as in annotations[0]; give each its own",
                "`annotations[2].type` is `point`, which the task does not ask for; use box, line",
                "`annotations[2].uuid` is missing; give each annotation one, so that later fixes can be compared",
                "`annotations[3].label` is missing; use one of Kerb",
            ]
        );
        let warnings = found
            .iter()
            .filter(|finding| finding.severity == Severity::Warning);
        assert_eq!(warnings.count(), 4);
    }

    #[test]
    fn a_real_response_passes_the_check_of_its_own_task() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../shared/data/tasks/kitti_000008_image.json"
        );
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("skipped: {path} is not here");
            return;
        };
        let tasks: Value = serde_json::from_str(&text).unwrap();
        let found = check_response(
            TaskType::ImageAnnotation,
            &tasks[0]["params"],
            &tasks[0]["response"].to_string(),
            // The size of KITTI's image 000008.
            Some((1242, 375)),
        );
        assert_eq!(found.list, []);
    }
}
