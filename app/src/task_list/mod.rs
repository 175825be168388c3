//! The Tasks tab.

mod chips;
mod export;
mod filters;
mod header;
mod help;
mod keys;
mod list;
mod load;
pub mod news;
mod notices;
pub(crate) mod number;
mod page;
mod pick;
mod picked;
mod picked_bar;
mod picture_link;
#[cfg(feature = "ssr")]
mod place;
mod preview;
mod row;
mod scroll;
mod stretch;
mod table;
mod tiles;
mod toolbar;
mod tools;

pub use list::TaskList;
pub use page::TasksPage;
pub use picked::Picked;
pub use tools::load_tools;
