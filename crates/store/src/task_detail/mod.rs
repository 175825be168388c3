//! One task in full, for its page.

mod history;
mod load;
#[cfg(test)]
mod tests;
mod texts;

pub use load::{LoadedTask, load};
pub use texts::{response, uploaded};
