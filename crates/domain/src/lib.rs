//! What tasks, statuses, filters, audits, annotations and time zones are.
//!
//! Pure rules: no I/O, no clock, no database; the same code runs on the server and, as wasm, in
//! the browser. A rule that two crates need is written here once.

mod named;

pub mod annotation_count;
pub mod annotations;
pub mod api;
pub mod audit;
pub mod batch;
pub mod batch_list;
pub mod bulk;
pub mod callback;
pub mod drawing;
pub mod export;
pub mod ids;
pub mod import_report;
pub mod indexed;
pub mod json_text;
pub mod key_role;
pub mod label_color;
pub mod lidar;
pub mod media_kind;
pub mod people;
pub mod project;
pub mod record;
pub mod response_check;
pub mod review;
pub mod role;
pub mod saved_view;
pub mod status;
pub mod status_counts;
pub mod step;
pub mod tag;
pub mod task_detail;
pub mod task_list;
pub mod task_type;
pub mod time_range;
pub mod work;
pub mod zone;

pub use annotation_count::annotation_count;
pub use bulk::{BulkChunk, TaskFailure};
pub use ids::TaskId;
pub use key_role::KeyRole;
pub use label_color::{Rgb, label_color};
pub use media_kind::MediaKind;
pub use review::ReviewStatus;
pub use role::Role;
pub use saved_view::SavedView;
pub use status::{ApiStatus, TaskStatus};
pub use status_counts::StatusCounts;
pub use step::Step;
pub use task_type::TaskType;
pub use time_range::TimeRange;
pub use zone::Zone;
