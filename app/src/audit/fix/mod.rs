//! Putting a response right.

#[cfg(feature = "ssr")]
pub(super) mod check;
mod dialog;
pub mod draft;
mod drawing;
mod editor;
mod findings;
mod review;
mod source_place;

pub use dialog::FixDialog;
