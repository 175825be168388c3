//! The check of shapes on an image.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::finding::Finding;
use crate::TaskType;
use crate::annotations::{Annotation, Geometry, GeometryKind, Taxonomy, value_text};

/// Shapes may reach this far beyond the image's border, in pixels, as labeling tools round.
const BORDER: f64 = 1.0;

/// How many words a message lists.
const LISTED: usize = 12;

/// Checks an `annotations` array.
pub(super) fn check(
    task_type: TaskType,
    taxonomy: &Taxonomy,
    annotations: &Value,
    image: Option<(u32, u32)>,
) -> Vec<Finding> {
    let Value::Array(list) = annotations else {
        return vec![Finding::error(
            "annotations",
            "is no array; give one, empty if there is nothing",
        )];
    };
    let task_kind = GeometryKind::of_task_type(task_type);
    let mut findings = Vec::new();
    let mut uuids: HashMap<&str, usize> = HashMap::new();
    for (index, value) in list.iter().enumerate() {
        let path = format!("annotations[{index}]");
        let kind = match Annotation::read(index, value, task_kind) {
            Ok(annotation) => {
                check_geometry(&annotation.geometry, image, &path, &mut findings);
                Some(annotation.geometry.kind())
            }
            Err(problems) => {
                findings.extend(
                    problems
                        .into_iter()
                        .map(|problem| problem.below(&path).into()),
                );
                None
            }
        };
        let Value::Object(object) = value else {
            continue;
        };
        check_label(taxonomy, kind, object, &path, &mut findings);
        check_attributes(taxonomy, object, &path, &mut findings);
        let path = format!("{path}.uuid");
        match object.get("uuid") {
            Some(Value::String(uuid)) => {
                if let Some(first) = uuids.get(uuid.as_str()) {
                    findings.push(repeated(&path, uuid, *first));
                } else {
                    uuids.insert(uuid, index);
                }
            }
            None if task_type == TaskType::ImageAnnotation => findings.push(Finding::warning(
                path,
                "is missing; give each annotation one, so that later fixes can be compared",
            )),
            None => {}
            Some(other) => findings.push(Finding::error(
                path,
                format!("is {}; give a string", value_text(other)),
            )),
        }
    }
    findings
}

/// An id that is used again.
pub(super) fn repeated(path: &str, id: &str, first: usize) -> Finding {
    Finding::error(
        path,
        format!("is `{id}` as in annotations[{first}]; give each its own"),
    )
}

/// Words with commas, the first few of many.
pub(super) fn listed(words: &[&str]) -> String {
    match words.len().checked_sub(LISTED) {
        None | Some(0) => words.join(", "),
        Some(more) => format!("{} and {more} more", words[..LISTED].join(", ")),
    }
}

fn check_geometry(
    geometry: &Geometry,
    image: Option<(u32, u32)>,
    path: &str,
    findings: &mut Vec<Finding>,
) {
    if let Geometry::Box(shape) = geometry {
        for (name, size) in [("width", shape.width), ("height", shape.height)] {
            if size <= 0.0 {
                findings.push(Finding::error(
                    format!("{path}.{name}"),
                    format!("is `{size}`; give more than 0 pixels"),
                ));
            }
        }
    }
    let Some((width, height)) = image else { return };
    let outside = geometry.points().iter().find(|point| {
        let inside = |at: f64, size: u32| (-BORDER..=f64::from(size) + BORDER).contains(&at);
        !inside(point.x, width) || !inside(point.y, height)
    });
    if let Some(point) = outside {
        findings.push(Finding::warning(
            path,
            format!(
                "reaches x {:.1}, y {:.1}, outside the image of {width} × {height} pixels; move it \
                 inside",
                point.x, point.y
            ),
        ));
    }
}

fn check_label(
    taxonomy: &Taxonomy,
    kind: Option<GeometryKind>,
    object: &Map<String, Value>,
    path: &str,
    findings: &mut Vec<Finding>,
) {
    let mut kind = kind;
    if let Some(drawn) = kind
        && !taxonomy.geometries.is_empty()
        && !taxonomy.geometries.contains(&drawn)
    {
        let asked: Vec<&str> = taxonomy
            .geometries
            .iter()
            .map(|kind| kind.as_str())
            .collect();
        findings.push(Finding::error(
            format!("{path}.type"),
            format!(
                "is `{drawn}`, which the task does not ask for; use {}",
                listed(&asked)
            ),
        ));
        // Its label is judged by what the task asks for at all.
        kind = None;
    }
    let known: Vec<&str> = taxonomy
        .labels_for(kind)
        .map(|declared| declared.label.as_str())
        .collect();
    if known.is_empty() {
        return;
    }
    let path = format!("{path}.label");
    match object.get("label") {
        None | Some(Value::Null) => findings.push(Finding::error(
            path,
            format!("is missing; use one of {}", listed(&known)),
        )),
        Some(value) => {
            // A nested label may come as its whole path; the last step is the label.
            let label = match value {
                Value::Array(steps) => steps.last().unwrap_or(value),
                value => value,
            };
            let label = value_text(label);
            if !known.contains(&label.as_str()) {
                findings.push(Finding::error(
                    path,
                    format!("is `{label}`; use one of {}", listed(&known)),
                ));
            }
        }
    }
}

fn check_attributes(
    taxonomy: &Taxonomy,
    object: &Map<String, Value>,
    path: &str,
    findings: &mut Vec<Finding>,
) {
    let path = format!("{path}.attributes");
    let attributes = match object.get("attributes") {
        None | Some(Value::Null) => return,
        Some(Value::Object(attributes)) => attributes,
        Some(_) => {
            findings.push(Finding::error(path, "is no object; give {name: value}"));
            return;
        }
    };
    if taxonomy.attributes.is_empty() {
        return;
    }
    for (name, value) in attributes {
        let path = format!("{path}.{name}");
        let declared = taxonomy.attributes.iter().find(|(known, _)| known == name);
        let Some((_, choices)) = declared else {
            let known: Vec<&str> = taxonomy
                .attributes
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            findings.push(Finding::warning(
                path,
                format!("is not asked for; the task asks for {}", listed(&known)),
            ));
            continue;
        };
        let answers = match value {
            Value::Array(answers) => answers.as_slice(),
            one => std::slice::from_ref(one),
        };
        let wrong = answers
            .iter()
            .map(value_text)
            .find(|answer| !choices.is_empty() && !choices.contains(answer));
        if let Some(wrong) = wrong {
            let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
            findings.push(Finding::warning(
                path,
                format!("is `{wrong}`; the choices are {}", listed(&choices)),
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::response_check::{Severity, check_response};

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
        assert_eq!(found, []);
    }
}
