//! The Tasks tab: which tasks, in what order, from where, and how many.

pub mod columns;
pub mod cursor;
pub mod facets;
pub mod filter;
pub mod link;
pub mod mark;
pub mod page;
pub mod row;
pub mod selection;
pub mod sort;

pub use columns::{Column, ColumnLayout};
pub use cursor::{Cursor, CursorKey};
pub use facets::{CubeCell, FacetCount, Facets};
pub use filter::TaskFilter;
pub use link::{BrokenParameter, MAX_BROKEN, TasksLink, View};
pub use mark::ListMark;
pub use page::{Page, PageAt};
pub use row::TaskRow;
pub use selection::Selection;
pub use sort::{Direction, Sort, SortField};
