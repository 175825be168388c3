//! Lidar tasks: the points of each frame in space, with the cuboids and the photos of the frame.
//!
//! Drawing needs a browser: [`part`] keeps its code apart, and the server writes only the place.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "what is passed are handles to signals, a few times a page"
)]

#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod class_places;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod clip;
mod clip_menu;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod coarse;
mod edit;
mod frames;
mod help;
mod input;
mod keys;
mod labels;
mod legend;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod legend_facts;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod lines;
mod link;
#[cfg(target_arch = "wasm32")]
mod live;
mod modes;
mod part;
mod photo_camera;
mod photo_points;
mod photos;
mod pins;
mod show_menu;
mod shows;
mod sides;
mod sight;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod state;
mod toolbar;
#[cfg_attr(
    not(target_arch = "wasm32"),
    allow(dead_code, reason = "only browsers draw")
)]
mod topdown;

pub use edit::SpaceFix;
pub use part::LidarView;
