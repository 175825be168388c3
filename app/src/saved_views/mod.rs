//! Filters with names: the menu of the Tasks tab, and the view that the tab opens with.

mod calls;
mod home;
mod menu;
mod row;
mod save;

pub use calls::saved_views;
pub use home::{Home, TasksHome, provide_tasks_home};
pub use menu::SavedViewsMenu;
