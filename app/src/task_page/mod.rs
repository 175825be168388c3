//! `/tasks/{id}`: one task with what was asked, what was answered and what became of it.

mod camera;
#[cfg(feature = "ssr")]
mod content;
mod data;
mod details;
mod facts;
mod fields_view;
mod file_view;
mod frame_player;
mod header;
mod image_view;
mod legend;
mod look;
mod mark;
mod mark_list;
mod notes;
mod overlay;
mod page;
mod panels;
mod shortcuts;
mod stage;
mod stage_camera;
mod text_view;
mod time;
mod toolbar;
mod video_view;
mod view;

pub use data::{LoadTask, TaskContent, TaskPageData, load_task};
pub use frame_player::{FramePlayer, tick};
pub use legend::label_words;
pub use mark::Marks;
pub use page::TaskPage;
pub(crate) use shortcuts::{is_free_key, on_key};
pub use time::TimeText;
