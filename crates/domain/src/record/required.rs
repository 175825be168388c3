//! What a task of each type cannot do without.

use crate::TaskType;

/// The fields of `params` of which a new task of the type needs one; none where it needs nothing.
/// From the pages of Scale's documentation on each type.
pub(super) const fn one_of(task_type: TaskType) -> &'static [&'static str] {
    match task_type {
        TaskType::ImageAnnotation
        | TaskType::SegmentAnnotation
        | TaskType::Annotation
        | TaskType::CuboidAnnotation
        | TaskType::PolygonAnnotation
        | TaskType::LineAnnotation
        | TaskType::PointAnnotation
        | TaskType::VideoPlaybackAnnotation => &["attachment"],
        TaskType::LidarAnnotation
        | TaskType::LidarSegmentation
        | TaskType::LidarTopdown
        | TaskType::SensorFusion
        | TaskType::Comparison => &["attachments"],
        TaskType::LidarLinking
        | TaskType::LaneAnnotation
        | TaskType::VideoAnnotation
        | TaskType::VideoBoxAnnotation
        | TaskType::VideoCuboidAnnotation
        | TaskType::Federal2dVideoAnnotation
        | TaskType::Transcription
        | TaskType::DocumentTranscription
        | TaskType::DocumentModel
        | TaskType::Categorization => &["attachment", "attachments"],
        TaskType::NamedEntityRecognition => &["text", "attachment", "attachments"],
        TaskType::TextCollection
        | TaskType::DataCollection
        | TaskType::Chat
        | TaskType::ChatExperimental
        | TaskType::ChatLite
        | TaskType::MultiChat
        | TaskType::Multistage => &[],
    }
}
