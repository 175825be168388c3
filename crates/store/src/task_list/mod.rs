//! The task list: its pages and its counts.
//!
//! Its SQL is built at run time, from bound parameters, since each filter and each order has its
//! own; `route` chooses among the shapes and names the index that serves each.

mod conditions;
mod facets;
mod page;
mod route;
mod row_record;
mod walk;

pub use facets::facets;
pub use page::{MAX_PAGE, page};
