//! The files that a task and its response point at.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::TaskType;
use crate::named::named_enum;

named_enum! {
    /// What a file is for.
    pub enum AttachmentRole {
        /// The image to annotate.
        Image = 0, "image", "Image";
        /// One image of a sequence.
        Frame = 1, "frame", "Frame";
        Video = 2, "video", "Video";
        /// One lidar frame, JSON or protobuf.
        LidarFrame = 3, "lidar_frame", "Lidar frame";
        Text = 4, "text", "Text";
        Audio = 5, "audio", "Audio";
        /// A PDF or another document.
        Document = 6, "document", "Document";
        Website = 7, "website", "Website";
        /// Shown to labelers for reference, not annotated.
        Context = 8, "context", "Context";
        /// A mask image of a response.
        Mask = 9, "mask", "Mask";
        /// Annotations of a response in a file of their own.
        Annotations = 10, "annotations", "Annotations";
        Other = 11, "other", "Attachment";
    }
}

/// A file that JSON points at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRef {
    /// As the JSON has it: an address, or a path relative to where the task came from.
    pub url: String,
    pub role: AttachmentRole,
}

/// What an index of addresses takes.
pub const MAX_URL_BYTES: usize = 2000;

/// Whether an address can be written among the files of a task. Files name others in turn, as lidar
/// frames name photos, and nobody has checked what they hold.
pub fn is_storable(url: &str) -> bool {
    !url.is_empty() && url.len() <= MAX_URL_BYTES && !url.contains('\0')
}

/// The files of a task's `params`, in order: `attachment`, `attachments[]` (addresses, or
/// `{type, content}` as text collection has them), then `context_attachments[]`.
pub fn attachments(task_type: TaskType, params: &Value) -> Vec<AttachmentRef> {
    let mut found = Vec::new();
    let told = params["attachment_type"].as_str();
    let list = params["attachments"].as_array();
    let frames = list.is_some_and(|list| list.len() > 1);
    for value in std::iter::once(&params["attachment"]).chain(list.into_iter().flatten()) {
        let (url, told) = match value {
            Value::String(url) => (Some(url.as_str()), told),
            _ => (address(value), value["type"].as_str().or(told)),
        };
        let Some(url) = url else { continue };
        let role = role(task_type, told, url);
        // Text may be given itself instead of its address.
        if role == AttachmentRole::Text && !looks_like_address(url) {
            continue;
        }
        let role = match role {
            AttachmentRole::Image if frames && task_type.is_video() => AttachmentRole::Frame,
            role => role,
        };
        found.push(AttachmentRef {
            url: url.to_owned(),
            role,
        });
    }
    let context = params["context_attachments"].as_array();
    for value in context.into_iter().flatten() {
        if let Some(url) = value.as_str().or_else(|| address(value)) {
            found.push(AttachmentRef {
                url: url.to_owned(),
                role: AttachmentRole::Context,
            });
        }
    }
    found
}

/// The files of a response: masks, annotation files, events, point labels.
pub fn response_attachments(task_type: TaskType, response: &Value) -> Vec<AttachmentRef> {
    let mut found = Vec::new();
    let annotations = &response["annotations"];
    if task_type == TaskType::SegmentAnnotation {
        for name in ["combined", "indexed", "unlabeled", "labeled"] {
            push_strings(&annotations[name], AttachmentRole::Mask, &mut found);
        }
    }
    for file in [
        annotations,
        &response["events"],
        &annotations["events"],
        &response["point_segmentations"],
    ] {
        push_strings(&file["url"], AttachmentRole::Annotations, &mut found);
    }
    found
}

/// The image that stands for a task in a list: its first image or first frame. `None` for lidar,
/// video files, text, audio and documents.
pub fn cover_image(task_type: TaskType, params: &Value) -> Option<String> {
    attachments(task_type, params)
        .into_iter()
        .find(|file| matches!(file.role, AttachmentRole::Image | AttachmentRole::Frame))
        .map(|file| file.url)
}

fn address(value: &Value) -> Option<&str> {
    ["attachment", "content", "url", "image_url", "image"]
        .iter()
        .find_map(|name| value[*name].as_str())
}

/// Every string in a value, however the masks are nested.
fn push_strings(value: &Value, role: AttachmentRole, found: &mut Vec<AttachmentRef>) {
    match value {
        Value::String(url) => found.push(AttachmentRef {
            url: url.clone(),
            role,
        }),
        Value::Array(list) => list
            .iter()
            .for_each(|value| push_strings(value, role, found)),
        Value::Object(object) => object
            .values()
            .for_each(|value| push_strings(value, role, found)),
        _ => {}
    }
}

/// What the task type makes of a file, then what `attachment_type` says, then its ending.
fn role(task_type: TaskType, told: Option<&str>, url: &str) -> AttachmentRole {
    let by_ending = ending_role(url);
    if task_type.is_lidar() {
        return match by_ending {
            Some(AttachmentRole::Image) => AttachmentRole::Image,
            _ => AttachmentRole::LidarFrame,
        };
    }
    match told {
        Some("image") => AttachmentRole::Image,
        Some("video") => AttachmentRole::Video,
        Some("text") => AttachmentRole::Text,
        Some("audio") => AttachmentRole::Audio,
        Some("pdf" | "document") => AttachmentRole::Document,
        Some("website") => AttachmentRole::Website,
        _ => by_ending.unwrap_or(match task_type {
            TaskType::ImageAnnotation
            | TaskType::SegmentAnnotation
            | TaskType::Annotation
            | TaskType::CuboidAnnotation
            | TaskType::PolygonAnnotation
            | TaskType::LineAnnotation
            | TaskType::PointAnnotation
            | TaskType::LaneAnnotation
            | TaskType::Comparison => AttachmentRole::Image,
            TaskType::VideoPlaybackAnnotation => AttachmentRole::Video,
            _ if task_type.is_video() => AttachmentRole::Image,
            TaskType::DocumentTranscription | TaskType::DocumentModel => AttachmentRole::Document,
            _ => AttachmentRole::Other,
        }),
    }
}

fn ending_role(url: &str) -> Option<AttachmentRole> {
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    match ending.as_str() {
        "jpg" | "jpeg" | "png" | "webp" | "gif" | "bmp" | "tif" | "tiff" | "avif" => {
            Some(AttachmentRole::Image)
        }
        "mp4" | "webm" | "ogv" | "mov" | "mkv" | "avi" => Some(AttachmentRole::Video),
        "mp3" | "wav" | "ogg" | "oga" | "flac" | "m4a" | "opus" => Some(AttachmentRole::Audio),
        "txt" | "md" => Some(AttachmentRole::Text),
        "pdf" => Some(AttachmentRole::Document),
        "html" | "htm" => Some(AttachmentRole::Website),
        _ => None,
    }
}

fn looks_like_address(text: &str) -> bool {
    text.contains("://") || (!text.contains(char::is_whitespace) && text.contains(['/', '.']))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn roles(task_type: TaskType, params: &Value) -> Vec<AttachmentRole> {
        let files = attachments(task_type, params).into_iter();
        files.map(|file| file.role).collect()
    }

    #[test]
    fn the_cover_is_the_image_or_the_first_frame() {
        let cover = |task_type, params: Value| cover_image(task_type, &params);
        assert_eq!(
            cover(
                TaskType::ImageAnnotation,
                json!({"attachment": "a/b?sig=1"})
            ),
            Some("a/b?sig=1".to_owned())
        );
        assert_eq!(
            cover(
                TaskType::VideoAnnotation,
                json!({"attachments": ["f0.jpg", "f1.jpg"], "attachment_type": "image"})
            ),
            Some("f0.jpg".to_owned())
        );
        for (task_type, params) in [
            (
                TaskType::LidarAnnotation,
                json!({"attachments": ["frame.json"], "attachment_type": "json"}),
            ),
            (
                TaskType::VideoPlaybackAnnotation,
                json!({"attachment": "v.mp4", "attachment_type": "video"}),
            ),
            (TaskType::Transcription, json!({"attachment": "speech.mp3"})),
            (
                TaskType::NamedEntityRecognition,
                json!({"text": "see a.png"}),
            ),
            (
                TaskType::ImageAnnotation,
                json!({"attachment": 5, "attachments": "x.png"}),
            ),
        ] {
            assert_eq!(cover(task_type, params.clone()), None, "{params}");
        }
    }

    #[test]
    fn every_file_has_a_role() {
        assert_eq!(
            roles(
                TaskType::TextCollection,
                &json!({"attachments": [
                    {"type": "website", "content": "https://www.scale.com/"},
                    {"type": "pdf", "content": "https://example.com/a"},
                    {"type": "text", "content": "Only words. No address."},
                ], "context_attachments": [{"attachment": "map.png"}]})
            ),
            [
                AttachmentRole::Website,
                AttachmentRole::Document,
                AttachmentRole::Context
            ]
        );
        assert_eq!(
            roles(
                TaskType::VideoAnnotation,
                &json!({"attachments": ["a.jpg", "b.jpg"]})
            ),
            [AttachmentRole::Frame, AttachmentRole::Frame]
        );
    }

    #[test]
    fn masks_and_annotation_files_of_a_response_are_found() {
        let files = response_attachments(
            TaskType::SegmentAnnotation,
            &json!({"annotations": {
                "combined": {"image": "c.png", "indexedImage": "i.png"},
                "labeled": {"car": ["1.png", "2.png"]},
                "unlabeled": "u.png",
            }}),
        );
        let urls: Vec<_> = files.iter().map(|file| file.url.as_str()).collect();
        assert_eq!(urls, ["c.png", "i.png", "u.png", "1.png", "2.png"]);
        let files = response_attachments(
            TaskType::VideoAnnotation,
            &json!({"annotations": {"url": "v.json"}, "events": {"url": "e.json"}}),
        );
        assert_eq!(files.len(), 2);
    }
}
