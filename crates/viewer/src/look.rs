//! How the scene is shown.

use crate::{Coloring, Colormap, CuboidShape};

/// How the scene is shown. Changing any of it costs a redraw, but no upload of points, except the
/// first time that a colouring shows a quantity.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own on the page"
)]
pub struct Look {
    /// What the colours of points say.
    pub coloring: Coloring,
    /// The map for quantities.
    pub colormap: Colormap,
    /// The quantity's values at both ends of the map, in its own unit; `None` takes the 1st to the
    /// 99th percentile of the cloud.
    pub range: Option<[f32; 2]>,
    /// The colours of classes, by their number; classes beyond the last are grey. An opacity of 0
    /// hides a class.
    pub palette: Vec<[u8; 4]>,
    /// How large points are.
    pub point_size: PointSize,
    /// Points as discs rather than squares.
    pub round_points: bool,
    /// Shades depth, so that shapes show also without colours.
    pub eye_dome_lighting: bool,
    /// Whether points that are marked as ground are shown.
    pub show_ground: bool,
    /// Only points in this box are shown; `None` shows all.
    pub clip: Option<CuboidShape>,
    /// Whether points in the selected cuboid take its colour.
    pub tint_selection: bool,
    /// The height of the metric grid in `world`, metres; `None` shows none.
    pub grid: Option<f64>,
    /// A cross at the device: x red, y green, z blue, each 1 m long.
    pub show_axes: bool,
    /// Whether cuboids are shown.
    pub show_cuboids: bool,
    /// Whether the lines of the scene, such as frusta and paths, are shown.
    pub show_lines: bool,
    /// In an orthographic view, how many metres before and behind its target are shown, so that
    /// nothing hides the side of a cuboid; `None` shows all.
    pub side_depth: Option<f64>,
    /// Behind everything: red, green and blue. Grid and legibility follow from its brightness.
    pub background: [u8; 3],
}

/// How large points are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PointSize {
    /// CSS pixels.
    Fixed(f32),
    /// Metres in the scene, shown with at least `min` and at most `max` CSS pixels.
    Metres {
        /// The diameter, metres.
        diameter: f32,
        /// CSS pixels.
        min: f32,
        /// CSS pixels.
        max: f32,
    },
}

impl Default for Look {
    fn default() -> Self {
        Self {
            coloring: Coloring::default(),
            colormap: Colormap::default(),
            range: None,
            palette: Vec::new(),
            point_size: PointSize::Metres {
                diameter: 0.06,
                min: 1.5,
                max: 6.0,
            },
            round_points: true,
            eye_dome_lighting: true,
            show_ground: true,
            clip: None,
            tint_selection: true,
            grid: Some(0.0),
            show_axes: true,
            show_cuboids: true,
            show_lines: true,
            side_depth: None,
            background: [0x14, 0x16, 0x1a],
        }
    }
}
