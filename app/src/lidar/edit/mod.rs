//! Fixing the cuboids of a lidar task in space.

mod add;
mod draft;
mod fields;
mod fixing;
mod form;
mod handles;
mod keys;
mod mode;
mod objects;
mod panel;
mod points;
mod sides;
mod state;

pub use draft::DraftOffer;
pub use fixing::Fixing;
pub use handles::Handles;
pub use keys::KEYS;
pub use mode::SpaceFix;
pub use panel::FixPanel;
pub use sides::SideViews;
#[cfg(target_arch = "wasm32")]
pub use sides::Sides;
pub use state::EditState;
