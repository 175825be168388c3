//! The JSON of a task, to be read, folded, searched and downloaded.

mod button;
mod fetch;
mod find_bar;
mod line_view;
mod panel;
mod reader;
mod text;

pub use button::JsonButton;
pub use fetch::fetch_text;
pub use panel::{InlineJson, JsonPanel};
