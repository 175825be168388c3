//! The pages people see, and the server functions behind them.
//!
//! The same components render on the server (feature `ssr`) and take over in the browser (feature
//! `hydrate`). What a link should carry lives in the URL; what only this reader chose (theme, zone,
//! columns) lives in cookies, so that the first HTML is already right.

#![recursion_limit = "256"]

pub mod access;
pub mod app_error;
pub mod audit;
pub mod batches;
pub mod bulk;
pub mod callbacks;
pub mod clipboard;
pub mod draft;
pub mod export;
pub mod import;
pub mod instructions;
pub mod key_list;
pub mod lidar;
pub mod modal;
pub mod parts;
pub mod picture_problem;
#[cfg(feature = "ssr")]
pub mod pictures;
pub mod preferences;
pub mod projects;
pub mod saved_views;
pub mod settings;
pub mod shell;
#[cfg(feature = "ssr")]
pub mod state;
pub mod task_history;
pub mod task_json;
pub mod task_list;
pub mod task_page;
pub mod viewer;

pub use app_error::AppError;
#[cfg(feature = "ssr")]
pub use shell::document;
pub use shell::{App, come_alive};
pub use viewer::Viewer;
