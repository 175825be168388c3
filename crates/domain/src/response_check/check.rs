//! The check of an edited response against its task.

use std::collections::HashMap;

use serde_json::Value;

use super::finding::Finding;
use super::shapes;
use crate::TaskType;
use crate::annotations::{Entities, ResponseView, Segmentation, Taxonomy, VideoAnnotations};
use crate::json_text::Indexer;
use crate::lidar::FrameCuboids;

/// Checks the text of an edited response against what the task asks for, in the order of the text.
/// `image` is the width and height of the image in pixels, where known.
///
/// Types with shapes, masks, frames or spans are checked in full; of every other type only that the
/// text is a JSON object. Save it if no finding is an [`super::Severity::Error`].
pub fn check_response(
    task_type: TaskType,
    params: &Value,
    text: &str,
    image: Option<(u32, u32)>,
) -> Vec<Finding> {
    let response = match parse(text) {
        Ok(response) => response,
        Err(finding) => return vec![finding],
    };
    let taxonomy = Taxonomy::read(task_type, params);
    match ResponseView::read(task_type, params, &response) {
        ResponseView::Shapes(_) => {
            shapes::check(task_type, &taxonomy, &response["annotations"], image)
        }
        ResponseView::Segmentation(segmentation) => check_segments(&taxonomy, segmentation),
        ResponseView::Video(video) => check_tracks(&taxonomy, video),
        ResponseView::Entities(entities) => check_entities(&taxonomy, entities),
        ResponseView::Lidar(frames) => check_cuboids(&taxonomy, frames),
        ResponseView::VideoFile(_)
        | ResponseView::LidarFile(_)
        | ResponseView::Fields(_)
        | ResponseView::Json => Vec::new(),
    }
}

/// Our own reader says where and what to do; the other one knows the limits of what can be stored.
fn parse(text: &str) -> Result<Value, Finding> {
    let whole = |message: String| Finding::error("", message);
    Indexer::new(text.to_owned())
        .step(text.len())
        .map_err(|error| whole(error.to_string()))?;
    let response: Value = serde_json::from_str(text).map_err(|error| {
        whole(format!(
            "{error}; use finite numbers and nest at most 127 levels"
        ))
    })?;
    if response.is_object() {
        Ok(response)
    } else {
        Err(whole(
            "the response is no object; wrap it as {\"annotations\": …}".to_owned(),
        ))
    }
}

fn check_segments(taxonomy: &Taxonomy, segmentation: Segmentation) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut indices = HashMap::new();
    for segment in &segmentation.segments {
        let path = format!("labelMapping.{}", segment.label);
        if segment.instance.is_none_or(|instance| instance == 1) {
            findings.extend(undeclared_label(taxonomy, &segment.label, &path));
        }
        if let Some(index) = segment.index
            && let Some(other) = indices.insert(index, &segment.label)
        {
            findings.push(Finding::error(
                path,
                format!("has index `{index}` as `{other}` has; give every segment its own"),
            ));
        }
    }
    findings.extend(segmentation.problems.into_iter().map(Finding::from));
    findings
}

fn check_tracks(taxonomy: &Taxonomy, video: VideoAnnotations) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for track in &video.tracks {
        let name = track.uuid.as_deref().unwrap_or("without uuid");
        let path = format!("annotations ({name})");
        findings.extend(undeclared_label(taxonomy, &track.label, &path));
    }
    findings.extend(video.problems.into_iter().map(Finding::from));
    findings
}

fn check_cuboids(taxonomy: &Taxonomy, frames: Vec<FrameCuboids>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for (place, frame) in frames.into_iter().enumerate() {
        for cuboid in &frame.list {
            let path = format!("annotations[{place}].cuboids");
            findings.extend(undeclared_label(taxonomy, &cuboid.label, &path));
        }
        findings.extend(frame.problems.into_iter().map(Finding::from));
    }
    findings
}

fn check_entities(taxonomy: &Taxonomy, entities: Entities) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut ids = HashMap::new();
    for entity in &entities.list {
        let path = format!("annotations[{}]", entity.index);
        findings.extend(undeclared_label(
            taxonomy,
            &entity.label,
            &format!("{path}.label"),
        ));
        if let Some(id) = &entity.id
            && let Some(first) = ids.insert(id, entity.index)
        {
            findings.push(shapes::repeated(&format!("{path}.id"), id, first));
        }
    }
    findings.extend(entities.problems.into_iter().map(Finding::from));
    findings
}

/// Labels are free where the task declares none.
fn undeclared_label(taxonomy: &Taxonomy, label: &str, path: &str) -> Option<Finding> {
    let known: Vec<&str> = taxonomy
        .labels
        .iter()
        .map(|declared| declared.label.as_str())
        .collect();
    if known.is_empty() || known.contains(&label) {
        return None;
    }
    Some(Finding::error(
        path,
        format!("is `{label}`; use one of {}", shapes::listed(&known)),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(task_type: TaskType, params: &Value, response: &Value) -> Vec<String> {
        check_response(task_type, params, &response.to_string(), None)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn broken_json_is_found_with_line_and_column() {
        let check = |text| check_response(TaskType::Chat, &Value::Null, text, None);
        assert_eq!(
            check("{\n  \"a\": 1,\n}")[0].to_string(),
            "line 3, column 1: an entry is missing after the comma; remove the comma"
        );
        assert!(check("[1]")[0].message.contains("no object"));
        assert!(
            check("{\"a\": 1e999}")[0]
                .message
                .contains("finite numbers")
        );
        let deep = "{\"a\":".to_owned() + &"[".repeat(500) + &"]".repeat(500) + "}";
        assert!(check(&deep)[0].message.contains("at most 127 levels"));
        assert_eq!(check("{\"a\": 1}"), []);
    }

    #[test]
    fn a_span_must_hold_the_text_it_says_and_a_known_label() {
        let params = json!({"text": "Alex Wang", "labels": [{"name": "person"}]});
        let response = json!({"annotations": [
            {"id": "1", "start": 0, "end": 9, "text": "Alex Wang", "label": "person"},
            {"id": "1", "start": 5, "end": 9, "text": "Alex", "label": "place"},
        ]});
        assert_eq!(
            messages(TaskType::NamedEntityRecognition, &params, &response),
            [
                "`annotations[1].label` is `place`; use one of person",
                "`annotations[1].id` is `1` as in annotations[0]; give each its own",
                "`annotations[1].text` is `Alex` but `start` and `end` cover `Wang`; correct the \
                 offsets or the text",
            ]
        );
    }

    #[test]
    fn segments_need_known_labels_and_indices_of_their_own() {
        let params = json!({"labels": ["car", "road"]});
        let response = json!({
            "annotations": {"combined": "c.png", "indexed": "i.png"},
            "labelMapping": {"car": [{"index": 1}, {"index": 1}], "sky": 2},
        });
        assert_eq!(
            messages(TaskType::SegmentAnnotation, &params, &response),
            [
                "`labelMapping.car` has index `1` as `car` has; give every segment its own",
                "`labelMapping.sky` is `sky`; use one of car, road",
            ]
        );
    }
}
