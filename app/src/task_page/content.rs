//! Gathers what a task's view is made of, on the server.

use domain::annotations::{
    AttachmentRef, AttachmentRole, GeometryKind, Problem, ResponseView, VideoAnnotations,
    attachments,
};
use domain::lidar::FrameCuboids;
use domain::task_detail::{AttachedFile, TaskDetail};
use serde_json::Value;
use store::attachments::Which;
use store::task_detail::LoadedTask;
use store::{Scope, off_worker};

use super::data::TaskContent;
use crate::AppError;
use crate::pictures::{PictureError, stored};
use crate::state::AppState;

/// The largest response that is read to be drawn; a larger one is in the JSON panel only.
const RESPONSE_BYTES: i64 = 64 << 20;

/// The most shapes, segments, spans or answers that one page shows.
const MAX_SHOWN: usize = 5_000;

/// The most points of shapes that one page draws.
const MAX_POINTS: usize = 200_000;

/// The most cuboids of all frames that one page shows.
const MAX_CUBOIDS: usize = 50_000;

/// The most of a text that one page shows, in bytes.
const MAX_TEXT: usize = 500_000;

/// The most problems that are told one by one.
const MAX_PROBLEMS: usize = 100;

pub(super) async fn content(
    state: &AppState,
    scope: Scope,
    loaded: &LoadedTask,
) -> Result<TaskContent, AppError> {
    let detail = &loaded.detail;
    let task_type = detail.row.task_type;
    let mut notes = Vec::new();
    let response = current_response(state, scope, detail, &mut notes).await?;
    let params_text = loaded.params.clone();
    let bytes = params_text.len() + response.len();
    let (params, view) = off_worker(bytes, move |_| {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let (params, response) = (read(&params_text), read(&response));
        let view = ResponseView::read(task_type, &params, &response);
        (params, view)
    })
    .await?;
    let view = match view {
        ResponseView::VideoFile(url) => {
            let json = annotations_file(state, scope, detail, &url, &mut notes).await?;
            match json {
                None => ResponseView::Json,
                Some(json) => {
                    let kind = GeometryKind::of_task_type(task_type);
                    let bytes = RESPONSE_BYTES as usize;
                    let read = move |_: &_| VideoAnnotations::read(&json, kind);
                    ResponseView::Video(off_worker(bytes, read).await?)
                }
            }
        }
        ResponseView::LidarFile(url) => {
            match annotations_file(state, scope, detail, &url, &mut notes).await? {
                Some(json) => cuboids(&json, &url, &mut notes),
                None => ResponseView::Json,
            }
        }
        view => view,
    };
    let files = attachments(task_type, &params);
    let text = match given_text(&params) {
        Some(text) => Some(text),
        None => text_file(state, scope, detail, &files, &mut notes).await?,
    };
    let mut content = TaskContent {
        files,
        response: view,
        text,
        frame_rate: frame_rate(&params),
        notes,
    };
    cut(&mut content);
    Ok(content)
}

/// The text of the current response, or of null without one or where it is too large to be drawn.
async fn current_response(
    state: &AppState,
    scope: Scope,
    detail: &TaskDetail,
    notes: &mut Vec<String>,
) -> Result<String, AppError> {
    let none = || "null".to_owned();
    let Some(info) = detail.responses.last() else {
        return Ok(none());
    };
    if info.bytes > RESPONSE_BYTES {
        notes.push(format!(
            "The response has {} MB of JSON, more than is drawn here; its JSON has all of it.",
            info.bytes >> 20
        ));
        return Ok(none());
    }
    let task_id = detail.row.task_id;
    Ok(store::task_detail::response(&state.pool, scope, task_id, info.number).await?)
}

fn cuboids(json: &Value, url: &str, notes: &mut Vec<String>) -> ResponseView {
    match FrameCuboids::read(json) {
        Ok(frames) => ResponseView::Lidar(frames),
        Err(problem) => {
            notes.push(format!(
                "The annotations in `{url}` cannot be read: {problem}."
            ));
            ResponseView::Json
        }
    }
}

/// Reads a file of annotations. A file that cannot be read is a note, not an error.
async fn annotations_file(
    state: &AppState,
    scope: Scope,
    detail: &TaskDetail,
    url: &str,
    notes: &mut Vec<String>,
) -> Result<Option<Value>, AppError> {
    let bytes = match file_bytes(state, scope, detail, url, RESPONSE_BYTES as u64).await {
        Ok(bytes) => bytes,
        Err(PictureError::Store(error)) if !matches!(error, store::Error::NotFound { .. }) => {
            return Err(error.into());
        }
        Err(error) => {
            notes.push(format!("The annotations cannot be read: {error}."));
            return Ok(None);
        }
    };
    match off_worker(bytes.len(), move |_| serde_json::from_slice(&bytes)).await? {
        Ok(json) => Ok(Some(json)),
        Err(error) => {
            notes.push(format!("The annotations in `{url}` are not JSON: {error}."));
            Ok(None)
        }
    }
}

async fn file_bytes(
    state: &AppState,
    scope: Scope,
    detail: &TaskDetail,
    url: &str,
    limit: u64,
) -> Result<Vec<u8>, PictureError> {
    let task_id = detail.row.task_id;
    let file = stored(&state.pool, &state.media, scope, task_id, Which::Url(url)).await?;
    let bytes = state.media.blobs.bytes(file.blob, limit).await;
    bytes
        .map(|bytes| bytes.to_vec())
        .map_err(|error| PictureError::Media {
            url: url.to_owned(),
            error,
        })
}

/// Words that the task holds itself: `text`, or a text given in place of an attachment.
fn given_text(params: &Value) -> Option<String> {
    if let Some(text) = params["text"].as_str() {
        return Some(text.to_owned());
    }
    let mut texts: Vec<&str> = Vec::new();
    if params["attachment_type"] == "text"
        && let Some(text) = params["attachment"].as_str()
        && !text.contains("://")
        && text.contains(char::is_whitespace)
    {
        texts.push(text);
    }
    for item in params["attachments"].as_array().into_iter().flatten() {
        if item["type"] == "text"
            && let Some(text) = item["content"].as_str()
            && !text.contains("://")
        {
            texts.push(text);
        }
    }
    for name in ["description", "statement"] {
        if texts.is_empty() {
            texts.extend(params[name].as_str());
        }
    }
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

/// The words of the task's text file, if its bytes are here.
async fn text_file(
    state: &AppState,
    scope: Scope,
    detail: &TaskDetail,
    files: &[AttachmentRef],
    notes: &mut Vec<String>,
) -> Result<Option<String>, AppError> {
    let Some(file) = files.iter().find(|file| file.role == AttachmentRole::Text) else {
        return Ok(None);
    };
    let is_stored = detail.attachments.iter().any(|attachment| {
        attachment.url == file.url && matches!(attachment.file, AttachedFile::Stored { .. })
    });
    if !is_stored {
        return Ok(None);
    }
    match file_bytes(state, scope, detail, &file.url, RESPONSE_BYTES as u64).await {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(PictureError::Store(error)) => Err(error.into()),
        Err(error) => {
            notes.push(format!("The text cannot be read: {error}."));
            Ok(None)
        }
    }
}

/// `params.frame_rate`, frames a second; ten where the task does not tell.
fn frame_rate(params: &Value) -> f64 {
    params["frame_rate"]
        .as_f64()
        .filter(|rate| (0.1..=240.0).contains(rate))
        .unwrap_or(10.0)
}

/// Leaves out what would make the page too heavy, and says so.
fn cut(content: &mut TaskContent) {
    let notes = &mut content.notes;
    match &mut content.response {
        ResponseView::Shapes(annotations) => {
            cut_problems(&mut annotations.problems, notes);
            let mut points = 0;
            let list = &mut annotations.list;
            let fits = list
                .iter()
                .take(MAX_SHOWN)
                .take_while(|annotation| {
                    points += annotation.geometry.points().len();
                    points <= MAX_POINTS
                })
                .count();
            cut_list(list, fits, "annotations", notes);
        }
        ResponseView::Segmentation(masks) => {
            cut_problems(&mut masks.problems, notes);
            cut_list(&mut masks.segments, MAX_SHOWN, "segments", notes);
        }
        ResponseView::Video(video) => {
            cut_problems(&mut video.problems, notes);
            let mut points = 0;
            let fits = video
                .tracks
                .iter()
                .take(MAX_SHOWN)
                .take_while(|track| {
                    points += track
                        .keyframes
                        .iter()
                        .map(|keyframe| keyframe.geometry.points().len())
                        .sum::<usize>();
                    points <= MAX_POINTS
                })
                .count();
            cut_list(&mut video.tracks, fits, "objects", notes);
        }
        ResponseView::Entities(entities) => {
            cut_problems(&mut entities.problems, notes);
            cut_list(&mut entities.list, MAX_SHOWN, "entities", notes);
            if entities.text.len() > MAX_TEXT {
                let end = cut_text(&mut entities.text, notes);
                entities.list.retain(|entity| entity.range.end <= end);
            }
            // The text travels once, with its spans.
            content.text = None;
        }
        ResponseView::Fields(fields) => cut_list(fields, MAX_SHOWN, "answers", notes),
        ResponseView::Lidar(frames) => {
            let mut left = MAX_CUBOIDS;
            for frame in &mut *frames {
                cut_problems(&mut frame.problems, notes);
                if frame.list.len() > left {
                    notes.push(format!(
                        "The first {MAX_CUBOIDS} cuboids are shown; the JSON has all of them."
                    ));
                    frame.list.truncate(left);
                }
                left -= frame.list.len();
            }
        }
        ResponseView::VideoFile(_) | ResponseView::LidarFile(_) | ResponseView::Json => {}
    }
    if let Some(text) = &mut content.text
        && text.len() > MAX_TEXT
    {
        cut_text(text, notes);
    }
}

fn cut_list<T>(list: &mut Vec<T>, fits: usize, what: &str, notes: &mut Vec<String>) {
    if list.len() > fits {
        notes.push(format!(
            "The first {fits} of {} {what} are shown; the JSON has all of them.",
            list.len()
        ));
        list.truncate(fits);
    }
}

fn cut_problems(problems: &mut Vec<Problem>, notes: &mut Vec<String>) {
    if problems.len() > MAX_PROBLEMS {
        notes.push(format!(
            "{} parts of the response cannot be read; the first {MAX_PROBLEMS} are listed.",
            problems.len()
        ));
        problems.truncate(MAX_PROBLEMS);
    }
}

/// Cuts a text at a character and returns its new length.
fn cut_text(text: &mut String, notes: &mut Vec<String>) -> usize {
    let end = text.floor_char_boundary(MAX_TEXT);
    notes.push(format!(
        "The first {} of {} KB of the text are shown.",
        end / 1000,
        text.len() / 1000
    ));
    text.truncate(end);
    end
}

#[cfg(test)]
mod tests {
    use domain::annotations::{Annotation, Annotations, BoxShape, Geometry, Point};
    use serde_json::json;

    use super::*;

    fn shapes(list: Vec<Annotation>) -> TaskContent {
        TaskContent {
            files: Vec::new(),
            response: ResponseView::Shapes(Annotations {
                list,
                problems: Vec::new(),
            }),
            text: None,
            frame_rate: 10.0,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_page_shows_as_many_shapes_as_it_can_bear_and_says_so() {
        let annotation = |index| Annotation {
            index,
            uuid: None,
            label: "Car".to_owned(),
            attributes: Vec::new(),
            geometry: Geometry::Box(BoxShape::new(0.0, 0.0, 1.0, 1.0, 0.0)),
        };
        let mut content = shapes((0..6000).map(annotation).collect());
        cut(&mut content);
        assert_eq!(content.response.annotations().len(), MAX_SHOWN);
        assert_eq!(
            content.notes,
            ["The first 5000 of 6000 annotations are shown; the JSON has all of them."]
        );
    }

    #[test]
    fn a_page_draws_as_many_points_of_shapes_as_it_can_bear_and_says_so() {
        let polygon = |index| Annotation {
            index,
            uuid: None,
            label: "Island".to_owned(),
            attributes: Vec::new(),
            geometry: Geometry::Polygon(vec![Point::new(1.0, 2.0); MAX_POINTS / 3]),
        };
        let mut content = shapes((0..5).map(polygon).collect());
        cut(&mut content);
        assert_eq!(content.response.annotations().len(), 3);
        assert_eq!(
            content.notes,
            ["The first 3 of 5 annotations are shown; the JSON has all of them."]
        );
    }

    #[test]
    fn words_are_found_wherever_a_task_gives_them() {
        for (params, expected) in [
            (json!({"text": "Alex spoke."}), Some("Alex spoke.")),
            (
                json!({"attachment_type": "text", "attachment": "Is this good?"}),
                Some("Is this good?"),
            ),
            (
                json!({"attachments": [{"type": "text", "content": "One."}], "description": "Two."}),
                Some("One."),
            ),
            (json!({"attachment": "https://a.b/c.txt"}), None),
        ] {
            assert_eq!(given_text(&params).as_deref(), expected, "{params}");
        }
    }
}
