//! What happened to a task.

mod history;
mod line;

pub use history::TaskHistory;
pub use line::history_line;
