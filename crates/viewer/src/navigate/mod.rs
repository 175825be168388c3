//! From where the scene is seen, and how the pointer and the keys change that.

mod camera_pose;
mod grid_labels;
mod navigator;
mod pose_text;
mod view;

pub use camera_pose::{CameraPose, Projection, Side};
pub use grid_labels::GridLabel;
pub use navigator::{Fly, Navigator};
pub use pose_text::PoseTextError;
pub use view::{Reach, View};
