//! A seeded generator of tasks that look like a real team's data.
//!
//! Streets are built in three dimensions and photographed, so every annotation is exact and free
//! of licences. The same [`Options`] give the same bytes.

// Coordinates and colours are called what formulas call them.
#![allow(clippy::many_single_char_names)]

mod dice;
mod error;
mod files;
mod film;
mod folder;
mod generate;
mod instructions;
mod lettering;
mod life;
mod observe;
mod paper;
mod parallel;
mod plan;
mod record;
mod render;
mod scale_up;
mod scene;
mod shots;
mod stock;
mod sweep;
mod trace;
mod work;

pub use error::{Result, SampleError};
pub use generate::{BROKEN_IMAGE, FEWEST_TASKS, MISSING_IMAGE, Options, Summary, generate};
pub use scale_up::{ScaleUp, scale_up};
