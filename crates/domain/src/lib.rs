//! What tasks, statuses, filters, audits, annotations and time zones are.
//!
//! Pure rules: no I/O, no clock, no database; the same code runs on the server and, as wasm, in
//! the browser. A rule that two crates need is written here once.

mod named;

pub mod annotations;
pub mod drawing;
pub mod ids;
pub mod label_color;
pub mod media_kind;
pub mod review;
pub mod role;
pub mod status;
pub mod task_list;
pub mod task_type;
pub mod time_range;
pub mod zone;

pub use ids::TaskId;
pub use label_color::{Rgb, label_color};
pub use media_kind::MediaKind;
pub use review::ReviewStatus;
pub use role::Role;
pub use status::{ApiStatus, TaskStatus};
pub use task_type::TaskType;
pub use time_range::TimeRange;
pub use zone::Zone;
