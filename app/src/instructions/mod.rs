//! What the labelers were told.

mod button;
#[cfg(feature = "ssr")]
mod markdown;

pub use button::InstructionsButton;
#[cfg(feature = "ssr")]
pub use markdown::render;
