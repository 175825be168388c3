//! The outlines of vehicles, from photos and data sheets of common ones; metres.

/// How the stretch from one cross-section to the next is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Bonnet and boot: paint.
    Closed,
    /// Wind and rear screens.
    Screen,
    /// Roof over side windows.
    Cabin,
    /// Roof over a pillar.
    Pillar,
}

pub struct Shape {
    pub length: f32,
    pub width: f32,
    pub height: f32,
    pub belt: f32,
    pub clearance: f32,
    pub wheel: f32,
    /// Wheel centres ahead of the middle.
    pub axles: (f32, f32),
    /// From front to back: share of the length, height (m), share of the width, cell that follows.
    pub stations: &'static [(f32, f32, f32, Cell)],
}

use Cell::{Cabin, Closed, Pillar, Screen};

pub const SEDAN: Shape = Shape {
    length: 4.65,
    width: 1.82,
    height: 1.45,
    belt: 0.93,
    clearance: 0.22,
    wheel: 0.33,
    axles: (1.42, -1.36),
    stations: &[
        (0.0, 0.56, 0.78, Closed),
        (0.025, 0.70, 0.90, Closed),
        (0.10, 0.80, 0.97, Closed),
        (0.28, 0.92, 1.0, Screen),
        (0.43, 1.39, 1.0, Cabin),
        (0.545, 1.45, 1.0, Pillar),
        (0.565, 1.45, 1.0, Cabin),
        (0.70, 1.39, 1.0, Screen),
        (0.86, 1.02, 0.98, Closed),
        (0.965, 0.98, 0.93, Closed),
        (1.0, 0.72, 0.82, Closed),
    ],
};
pub const HATCHBACK: Shape = Shape {
    length: 4.0,
    width: 1.75,
    height: 1.5,
    belt: 0.95,
    clearance: 0.21,
    wheel: 0.31,
    axles: (1.27, -1.25),
    stations: &[
        (0.0, 0.58, 0.8, Closed),
        (0.03, 0.74, 0.91, Closed),
        (0.11, 0.84, 0.98, Closed),
        (0.25, 0.95, 1.0, Screen),
        (0.42, 1.44, 1.0, Cabin),
        (0.56, 1.5, 1.0, Pillar),
        (0.585, 1.5, 1.0, Cabin),
        (0.84, 1.42, 0.99, Screen),
        (0.96, 1.0, 0.95, Closed),
        (1.0, 0.72, 0.86, Closed),
    ],
};
pub const SUV: Shape = Shape {
    length: 4.75,
    width: 1.93,
    height: 1.72,
    belt: 1.1,
    clearance: 0.27,
    wheel: 0.38,
    axles: (1.45, -1.42),
    stations: &[
        (0.0, 0.74, 0.84, Closed),
        (0.02, 0.92, 0.93, Closed),
        (0.09, 1.01, 0.98, Closed),
        (0.27, 1.1, 1.0, Screen),
        (0.39, 1.64, 1.0, Cabin),
        (0.54, 1.72, 1.0, Pillar),
        (0.56, 1.72, 1.0, Cabin),
        (0.73, 1.71, 1.0, Pillar),
        (0.75, 1.71, 1.0, Cabin),
        (0.91, 1.66, 0.99, Screen),
        (0.975, 1.12, 0.96, Closed),
        (1.0, 0.8, 0.88, Closed),
    ],
};
pub const VAN: Shape = Shape {
    length: 5.3,
    width: 2.0,
    height: 2.3,
    belt: 1.28,
    clearance: 0.26,
    wheel: 0.36,
    axles: (1.7, -1.5),
    stations: &[
        (0.0, 0.75, 0.86, Closed),
        (0.02, 0.98, 0.95, Closed),
        (0.12, 1.26, 1.0, Screen),
        (0.27, 2.15, 1.0, Cabin),
        (0.41, 2.3, 1.0, Pillar),
        (0.97, 2.28, 1.0, Pillar),
        (1.0, 2.2, 0.97, Closed),
    ],
};
pub const BUS: Shape = Shape {
    length: 11.6,
    width: 2.5,
    height: 3.1,
    belt: 1.25,
    clearance: 0.3,
    wheel: 0.48,
    axles: (3.3, -2.9),
    stations: &[
        (0.0, 1.1, 0.9, Screen),
        (0.02, 2.9, 0.97, Cabin),
        (0.12, 3.1, 1.0, Pillar),
        (0.13, 3.1, 1.0, Cabin),
        (0.29, 3.1, 1.0, Pillar),
        (0.30, 3.1, 1.0, Cabin),
        (0.46, 3.1, 1.0, Pillar),
        (0.47, 3.1, 1.0, Cabin),
        (0.63, 3.1, 1.0, Pillar),
        (0.64, 3.1, 1.0, Cabin),
        (0.8, 3.1, 1.0, Pillar),
        (0.98, 3.05, 0.98, Screen),
        (1.0, 1.2, 0.94, Closed),
    ],
};
/// The front of a box truck, counted from the truck's own front.
pub const CAB: Shape = Shape {
    length: 2.3,
    width: 2.2,
    height: 2.5,
    belt: 1.5,
    clearance: 0.4,
    wheel: 0.46,
    axles: (2.45, -2.2),
    stations: &[
        (0.0, 1.1, 0.9, Closed),
        (0.04, 1.48, 0.97, Screen),
        (0.3, 2.4, 1.0, Cabin),
        (0.72, 2.5, 1.0, Pillar),
        (1.0, 2.5, 1.0, Closed),
    ],
};
