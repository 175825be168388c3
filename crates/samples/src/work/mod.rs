//! What each type of task asks, and what its labelers answer.

mod extremes;
mod forms;
mod incident;
mod media;
mod scenes;
mod shapes;

pub use extremes::{dense, huge};
pub use forms::{
    categorization, comparison, data_collection, document, receipt, speech, street_name,
    text_collection,
};
pub use incident::incident;
pub use media::{lidar, segmentation, video};
pub use scenes::{Asked, image};

use domain::TaskType;
use serde_json::Value;

/// A task's content, before anything has happened to it.
#[derive(Debug, Clone)]
pub struct Work {
    pub task_type: TaskType,
    pub params: Value,
    /// The answer that is right.
    pub response: Value,
    /// An answer that an auditor would reject or fix.
    pub worse: Value,
}

/// Pixels to hundredths, as tools write them.
pub(crate) fn px(value: f32) -> f64 {
    (f64::from(value) * 100.0).round() / 100.0
}
