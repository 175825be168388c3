//! `/projects` and `/projects/{id}`: what new tasks of a project get, and what becomes of rejected
//! ones.

mod calls;
mod draft;
mod editor;
mod instruction;
mod list_page;
mod new_project;
mod page;
mod params;
mod reject_policy;
mod versions;

pub use list_page::ProjectsPage;
pub use page::ProjectPage;
