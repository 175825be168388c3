//! One task in full, for its page.

mod history;
mod load;
#[cfg(test)]
mod tests;
mod texts;
mod whole;

pub use load::{LoadedTask, load};
pub use texts::{response, uploaded};
pub use whole::whole;
