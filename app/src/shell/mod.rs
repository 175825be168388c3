//! What is around every page: the document, the bar at the top, the routes.

mod alive;
#[cfg(feature = "ssr")]
mod document;
mod lazy_pages;
mod not_found;
mod routes;
mod theme;
mod top_bar;

pub use alive::come_alive;
#[cfg(feature = "ssr")]
pub use document::document;
pub use routes::App;
