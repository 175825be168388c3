//! The kinds of annotation work.

use crate::named::named_enum;

named_enum! {
    /// Every task type the `scaleapi` package names (2.18.4, `scaleapi/tasks.py`). Codes are in the
    /// database: append, never renumber.
    pub enum TaskType {
        ImageAnnotation = 0, "imageannotation", "Image annotation";
        SegmentAnnotation = 1, "segmentannotation", "Segmentation";
        VideoAnnotation = 2, "videoannotation", "Video annotation";
        VideoBoxAnnotation = 3, "videoboxannotation", "Video boxes";
        VideoPlaybackAnnotation = 4, "videoplaybackannotation", "Video playback";
        VideoCuboidAnnotation = 5, "videocuboidannotation", "Video cuboids";
        LidarAnnotation = 6, "lidarannotation", "Lidar cuboids";
        LidarSegmentation = 7, "lidarsegmentation", "Lidar segmentation";
        LidarTopdown = 8, "lidartopdown", "Lidar top-down";
        LidarLinking = 9, "lidarlinking", "Lidar linking";
        SensorFusion = 10, "sensorfusion", "Sensor fusion";
        NamedEntityRecognition = 11, "namedentityrecognition", "Named entities";
        Categorization = 12, "categorization", "Categorization";
        Transcription = 13, "transcription", "Transcription";
        TextCollection = 14, "textcollection", "Text collection";
        DocumentTranscription = 15, "documenttranscription", "Document transcription";
        DocumentModel = 16, "documentmodel", "Document model";
        Annotation = 17, "annotation", "Boxes";
        CuboidAnnotation = 18, "cuboidannotation", "Image cuboids";
        PolygonAnnotation = 19, "polygonannotation", "Polygons";
        LineAnnotation = 20, "lineannotation", "Lines";
        PointAnnotation = 21, "pointannotation", "Points";
        LaneAnnotation = 22, "laneannotation", "Lanes";
        Comparison = 23, "comparison", "Comparison";
        DataCollection = 24, "datacollection", "Data collection";
        Chat = 25, "chat", "Chat";
        ChatExperimental = 26, "chatexperimental", "Chat (experimental)";
        ChatLite = 27, "chatlite", "Chat (lite)";
        MultiChat = 28, "multichat", "Multi-chat";
        Multistage = 29, "multistage", "Multistage";
        Federal2dVideoAnnotation = 30, "federal2dvideoannotation", "2D video (federal)";
    }
}

impl TaskType {
    /// Whether the task is about point clouds.
    pub const fn is_lidar(self) -> bool {
        matches!(
            self,
            Self::LidarAnnotation
                | Self::LidarSegmentation
                | Self::LidarTopdown
                | Self::LidarLinking
                | Self::SensorFusion
        )
    }

    /// Whether the task is about frames in time.
    pub const fn is_video(self) -> bool {
        matches!(
            self,
            Self::VideoAnnotation
                | Self::VideoBoxAnnotation
                | Self::VideoPlaybackAnnotation
                | Self::VideoCuboidAnnotation
                | Self::Federal2dVideoAnnotation
        )
    }
}
