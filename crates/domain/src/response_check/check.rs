//! The check of an edited response against its task.

use std::collections::HashMap;

use serde_json::Value;

use super::finding::{Finding, Findings};
use super::known::Known;
use super::shapes;
use crate::TaskType;
use crate::annotations::{Entities, ResponseView, Segmentation, Taxonomy, VideoAnnotations};
use crate::json_text::{Indexer, check_size};
use crate::lidar::FrameCuboids;
use crate::record::cut;

/// Checks the text of an edited response against what the task asks for, in the order of the text.
/// `image` is the width and height of the image in pixels, where known. Time and memory grow with
/// the text alone.
///
/// Types with shapes, masks, frames or spans are checked in full; of every other type only that the
/// text is a JSON object. Save it if no finding is an [`super::Severity::Error`].
pub fn check_response(
    task_type: TaskType,
    params: &Value,
    text: &str,
    image: Option<(u32, u32)>,
) -> Findings {
    let response = match parse(text) {
        Ok(response) => response,
        Err(finding) => return finding.into(),
    };
    let taxonomy = Taxonomy::read(task_type, params);
    let mut known = Known::new(&taxonomy);
    let mut findings = Findings::default();
    match ResponseView::read(task_type, params, &response) {
        ResponseView::Shapes(_) => shapes::check(
            task_type,
            &taxonomy,
            &mut known,
            &response["annotations"],
            image,
            &mut findings,
        ),
        ResponseView::Segmentation(segmentation) => {
            check_segments(&mut known, segmentation, &mut findings);
        }
        ResponseView::Video(video) => check_tracks(&mut known, video, &mut findings),
        ResponseView::Entities(entities) => check_entities(&mut known, entities, &mut findings),
        ResponseView::Lidar(frames) => check_cuboids(&mut known, frames, &mut findings),
        ResponseView::VideoFile(_)
        | ResponseView::LidarFile(_)
        | ResponseView::Fields(_)
        | ResponseView::Json => {}
    }
    findings
}

/// Our own reader says where and what to do; the other one knows the limits of what can be stored.
fn parse(text: &str) -> Result<Value, Finding> {
    let whole = |message: String| Finding::error("", message);
    check_size(text).map_err(|error| whole(error.to_string()))?;
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

fn check_segments(known: &mut Known<'_>, segmentation: Segmentation, findings: &mut Findings) {
    let mut indices = HashMap::new();
    for segment in &segmentation.segments {
        let path = || format!("labelMapping.{}", cut(&segment.label));
        if segment.instance.is_none_or(|instance| instance == 1) {
            check_label(known, &segment.label, path, findings);
        }
        if let Some(index) = segment.index
            && let Some(other) = indices.insert(index, &segment.label)
        {
            findings.error(|| {
                let other = cut(other);
                let message =
                    format!("has index `{index}` as `{other}` has; give every segment its own");
                (path(), message)
            });
        }
    }
    findings.extend(segmentation.problems);
}

fn check_tracks(known: &mut Known<'_>, video: VideoAnnotations, findings: &mut Findings) {
    for track in &video.tracks {
        let path = || {
            let name = track.uuid.as_deref().unwrap_or("without uuid");
            format!("annotations ({})", cut(name))
        };
        check_label(known, &track.label, path, findings);
    }
    findings.extend(video.problems);
}

fn check_cuboids(known: &mut Known<'_>, frames: Vec<FrameCuboids>, findings: &mut Findings) {
    for (place, frame) in frames.into_iter().enumerate() {
        for cuboid in &frame.list {
            let path = || format!("annotations[{place}].cuboids");
            check_label(known, &cuboid.label, path, findings);
        }
        findings.extend(frame.problems);
    }
}

fn check_entities(known: &mut Known<'_>, entities: Entities, findings: &mut Findings) {
    let mut ids = HashMap::new();
    for entity in &entities.list {
        let index = entity.index;
        let path = || format!("annotations[{index}].label");
        check_label(known, &entity.label, path, findings);
        if let Some(id) = &entity.id
            && let Some(first) = ids.insert(id, index)
        {
            findings.error(|| {
                let path = format!("annotations[{index}].id");
                (path, shapes::repeated(id, first))
            });
        }
    }
    findings.extend(entities.problems);
}

/// Labels are free where the task declares none.
fn check_label(
    known: &mut Known<'_>,
    label: &str,
    path: impl FnOnce() -> String,
    findings: &mut Findings,
) {
    let words = known.labels(None);
    if !words.allows(label) {
        findings.error(|| {
            let message = format!("is `{}`; use one of {}", cut(label), words.listed);
            (path(), message)
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn messages(task_type: TaskType, params: &Value, response: &Value) -> Vec<String> {
        check_response(task_type, params, &response.to_string(), None)
            .list
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn broken_json_is_found_with_line_and_column() {
        let check = |text| check_response(TaskType::Chat, &Value::Null, text, None).list;
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

    #[test]
    fn of_very_many_findings_the_first_are_told_and_the_others_counted() {
        let params = json!({"labels": ["car"]});
        let broken = vec![json!({"label": "x"}); 5000];
        let text = json!({ "annotations": broken }).to_string();
        let found = check_response(TaskType::ImageAnnotation, &params, &text, None);
        assert!(found.list.len() <= 400, "{}", found.list.len());
        assert!(found.total() >= 10_000, "{}", found.total());
        assert!(found.first_error().is_some());
    }

    #[test]
    fn long_words_are_cut_in_findings() {
        let long = "x".repeat(1 << 20);
        let params = json!({"labels": [long.clone() + "y"]});
        let text = json!({ "annotations": [{"label": long, "uuid": long}, {"uuid": long}] });
        let found =
            check_response(TaskType::ImageAnnotation, &params, &text.to_string(), None).list;
        assert!(!found.is_empty());
        for finding in found {
            assert!(finding.to_string().len() < 2000, "{}", finding.path);
        }
    }
}
