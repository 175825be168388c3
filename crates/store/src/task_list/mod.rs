//! The task list: its pages and its counts.
//!
//! Its SQL is built at run time, from bound parameters, since each filter and each order has its
//! own; `route` chooses among the shapes and names the index that serves each.

mod batches;
pub(crate) mod conditions;
mod facets;
mod neighbours;
mod news;
mod page;
mod route;
pub(crate) mod row_record;
mod selected;
mod tags;
mod walk;
mod whole_page;

pub use batches::batches;
pub use facets::facets;
pub use neighbours::neighbours;
pub use news::{mark, news};
pub use page::{MAX_PAGE, page};
pub use selected::{MAX_SELECTED, selected};
pub use tags::tags;
pub use whole_page::{Asked, WholePage, whole_page};
