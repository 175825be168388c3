//! Lidar tasks: the points of each frame in space, with the cuboids and the photos of the frame.
//!
//! Drawing needs a browser: [`part`] keeps its code apart, and the server writes only the place.

mod edit;
mod frames;
mod help;
mod input;
mod keys;
mod link;
#[cfg(target_arch = "wasm32")]
mod live;
mod part;
mod photos;
mod pins;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod state;
mod toolbar;

pub use edit::SpaceFix;
pub use part::LidarView;
