//! What labelers drew, marked and typed: typed views over a task's `params` and `response`.
//!
//! The JSON itself is stored and passed on byte for byte; these views are for showing, counting and
//! checking. They take every form that Scale's documentation shows ("Image and video reference",
//! "Callback format" of each task type) and report what they cannot read beside what they can.
//! Coordinates are in `image_px`: pixels from the image's top-left corner, x right, y down.

mod annotation;
mod attachments;
mod cuboid;
mod entities;
mod fields;
mod geometry;
mod labels;
mod problem;
mod response;
mod segmentation;
mod video;

pub use annotation::{Annotation, Annotations, Attribute, value_text};
pub(crate) use annotation::{attributes as read_attributes, id, label};
pub use attachments::{
    AttachmentRef, AttachmentRole, MAX_URL_BYTES, attachments, cover_image, is_storable,
    response_attachments,
};
pub use cuboid::Cuboid;
pub use entities::{Entities, Entity, OffsetUnit, Relationship, TextRun};
pub use fields::{Field, fields};
pub(crate) use geometry::LARGEST;
pub use geometry::{BoxShape, Geometry, GeometryKind, Point};
pub use labels::{DeclaredLabel, Taxonomy};
pub use problem::Problem;
pub(crate) use problem::keep;
pub use response::{ResponseView, annotation_count};
pub use segmentation::{Segment, Segmentation};
pub use video::{Keyframe, Motion, Track, VideoAnnotations};

#[cfg(test)]
mod tests;
