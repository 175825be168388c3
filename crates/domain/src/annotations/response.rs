//! A task's response as its type means it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::annotation::{Annotation, Annotations, short};
use super::entities::Entities;
use super::fields::{Field, fields};
use super::geometry::GeometryKind;
use super::problem::Problem;
use super::segmentation::Segmentation;
use super::video::VideoAnnotations;
use crate::TaskType;
use crate::lidar::FrameCuboids;

/// What a response holds, for the view that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseView {
    /// Shapes on the image.
    Shapes(Annotations),
    Segmentation(Segmentation),
    /// Shapes over frames, given in the response itself.
    Video(VideoAnnotations),
    /// Shapes over frames, in a file at this address; read it by [`VideoAnnotations::read`].
    VideoFile(String),
    /// Cuboids, frame by frame.
    Lidar(Vec<FrameCuboids>),
    /// Cuboids in a file at this address; read it by [`FrameCuboids::read`].
    LidarFile(String),
    Entities(Entities),
    Fields(Vec<Field>),
    /// No view of its own: show the JSON.
    Json,
}

impl ResponseView {
    /// Reads a response. Nothing fails: what cannot be read is among the view's problems, and what
    /// has no view is [`ResponseView::Json`].
    pub fn read(task_type: TaskType, params: &Value, response: &Value) -> Self {
        if !response.is_object() {
            return Self::Json;
        }
        let annotations = &response["annotations"];
        let task_kind = GeometryKind::of_task_type(task_type);
        match task_type {
            TaskType::ImageAnnotation
            | TaskType::Annotation
            | TaskType::CuboidAnnotation
            | TaskType::PolygonAnnotation
            | TaskType::LineAnnotation
            | TaskType::PointAnnotation
            | TaskType::LaneAnnotation => Self::Shapes(shapes(annotations, task_kind)),
            TaskType::LidarTopdown if annotations.is_array() => {
                Self::Shapes(shapes(annotations, task_kind))
            }
            TaskType::SegmentAnnotation => Self::Segmentation(Segmentation::read(response)),
            _ if task_type.is_video() => match annotations["url"].as_str() {
                Some(url) => Self::VideoFile(url.to_owned()),
                None if annotations.is_null() => Self::Json,
                None => Self::Video(VideoAnnotations::read(annotations, task_kind)),
            },
            TaskType::LidarAnnotation | TaskType::LidarSegmentation => {
                match annotations["url"].as_str() {
                    Some(url) => Self::LidarFile(url.to_owned()),
                    None => FrameCuboids::read(annotations).map_or(Self::Json, Self::Lidar),
                }
            }
            TaskType::NamedEntityRecognition => Self::Entities(Entities::read(params, response)),
            TaskType::Categorization
            | TaskType::Transcription
            | TaskType::TextCollection
            | TaskType::Comparison
            | TaskType::DataCollection
            | TaskType::DocumentTranscription
            | TaskType::DocumentModel => Self::Fields(fields(params, response)),
            _ => Self::Json,
        }
    }

    /// The shapes on the image; empty for other views.
    pub fn annotations(&self) -> &[Annotation] {
        match self {
            Self::Shapes(annotations) => &annotations.list,
            _ => &[],
        }
    }

    /// What could not be read.
    pub fn problems(&self) -> Vec<Problem> {
        match self {
            Self::Shapes(annotations) => annotations.problems.clone(),
            Self::Segmentation(segmentation) => segmentation.problems.clone(),
            Self::Video(video) => video.problems.clone(),
            Self::Entities(entities) => entities.problems.clone(),
            Self::Lidar(frames) => frames
                .iter()
                .flat_map(|frame| frame.problems.iter().cloned())
                .collect(),
            Self::VideoFile(_) | Self::LidarFile(_) | Self::Fields(_) | Self::Json => Vec::new(),
        }
    }
}

fn shapes(annotations: &Value, task_kind: Option<GeometryKind>) -> Annotations {
    match annotations {
        Value::Array(list) => Annotations::read(list, "annotations", task_kind),
        other => {
            let message = if other.is_null() {
                "is missing; give an array, empty if there is nothing".to_owned()
            } else {
                format!("is {}; give an array", short(other))
            };
            Annotations {
                list: Vec::new(),
                problems: vec![Problem::new("annotations", message)],
            }
        }
    }
}

/// How many annotations a response holds, broken ones included: shapes on an image, segments of a
/// mask, objects of a video, spans of a text. `None` where the type has none or they are in a file
/// of their own.
pub fn annotation_count(task_type: TaskType, response: &Value) -> Option<i32> {
    let annotations = &response["annotations"];
    let count = match task_type {
        TaskType::SegmentAnnotation => Segmentation::read(response).segments.len(),
        _ if task_type.is_video() => {
            if annotations.is_null() || annotations["url"].is_string() {
                return None;
            }
            let task_kind = GeometryKind::of_task_type(task_type);
            VideoAnnotations::read(annotations, task_kind).tracks.len()
        }
        TaskType::ImageAnnotation
        | TaskType::Annotation
        | TaskType::CuboidAnnotation
        | TaskType::PolygonAnnotation
        | TaskType::LineAnnotation
        | TaskType::PointAnnotation
        | TaskType::LaneAnnotation
        | TaskType::LidarTopdown
        | TaskType::NamedEntityRecognition => annotations.as_array()?.len(),
        _ => return None,
    };
    i32::try_from(count).ok()
}
