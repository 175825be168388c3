//! What the colours of points say.

use domain::lidar::ClassNames;
use viewer::Coloring;

/// What the colours of points say.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum LegendFacts {
    /// Nothing that needs to be told.
    #[default]
    None,
    Scale(Scale),
    Classes(Vec<Class>),
}

/// Colours along a quantity.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    pub coloring: Coloring,
    /// How many points each equal part from `least` to `most` has.
    pub bins: Vec<u32>,
    /// What the legend spans: all but stray points.
    pub least: f32,
    pub most: f32,
    /// The quantity's values at both ends of the colours.
    pub range: [f32; 2],
    /// Evenly spaced from the least to the greatest.
    pub colors: Vec<[u8; 3]>,
}

/// A number of points with its name and colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Class {
    /// Of a class, as the file has it; else the palette's place.
    pub number: u16,
    pub name: String,
    pub color: [u8; 3],
    /// How many points have it.
    pub points: usize,
}

/// Name and unit of a quantity.
pub const fn quantity(coloring: Coloring) -> (&'static str, &'static str) {
    match coloring {
        Coloring::Height => ("Height", "m"),
        Coloring::Distance => ("Distance", "m"),
        Coloring::Intensity => ("Intensity", ""),
        Coloring::Ring => ("Ring", ""),
        Coloring::Time => ("Time", "s"),
        Coloring::Class => ("Class", ""),
        Coloring::Instance => ("Instance", ""),
        Coloring::Device => ("Device", ""),
        Coloring::Frame => ("Frame", ""),
        Coloring::Rgb => ("RGB", ""),
        Coloring::Photos => ("Photos", ""),
        Coloring::Plain => ("One colour", ""),
    }
}

/// The part of a quantity that a legend spans: half as much again as its colours to either side,
/// but no more than there is, and always the range itself.
pub fn span([first, last]: [f32; 2], [least, most]: [f32; 2], chosen: [f32; 2]) -> [f32; 2] {
    let room = (last - first) * 0.5;
    let (low, high) = ((first - room).max(least), (last + room).min(most));
    let (low, high) = (low.min(chosen[0]), high.max(chosen[1]));
    // One value alone still has two ends.
    if high > low {
        [low, high]
    } else {
        [low, low + 1.0]
    }
}

/// How many points each of `count` equal parts from `low` to `high` has; what is beyond is left out.
pub fn bins(values: impl Iterator<Item = f32>, [low, high]: [f32; 2], count: usize) -> Vec<u32> {
    let mut bins = vec![0; count];
    let scale = count as f32 / (high - low);
    for value in values.filter(|value| *value >= low && *value <= high) {
        bins[(((value - low) * scale) as usize).min(count - 1)] += 1;
    }
    bins
}

/// The colour of a class: of the LAS specification as maps have them where there is a custom.
pub const fn class_color(number: u16, names: ClassNames) -> [u8; 3] {
    if matches!(names, ClassNames::Numbers) {
        return number_color(number);
    }
    match number {
        0 | 1 => [140, 146, 156],
        2 => [170, 120, 62],
        3 => [150, 178, 60],
        4 => [88, 160, 58],
        5 => [34, 128, 66],
        6 => [214, 84, 60],
        7 => [200, 60, 180],
        18 if matches!(names, ClassNames::Las) => [200, 60, 180],
        9 => [52, 128, 232],
        11 if matches!(names, ClassNames::Las) => [112, 118, 138],
        17 if matches!(names, ClassNames::Las) => [150, 100, 200],
        other => number_color(other),
    }
}

/// Colours for numbers without a meaning of their own: neighbours differ, and each has a contrast
/// with light and dark grounds.
pub const fn number_color(number: u16) -> [u8; 3] {
    const COLORS: [[u8; 3]; 12] = [
        [52, 128, 232],
        [228, 110, 36],
        [38, 152, 84],
        [206, 62, 150],
        [150, 126, 28],
        [132, 96, 232],
        [24, 150, 168],
        [214, 64, 62],
        [110, 140, 40],
        [190, 84, 214],
        [84, 120, 160],
        [186, 104, 84],
    ];
    COLORS[number as usize % COLORS.len()]
}

/// A quantity as people read it in a legend that spans `span`.
pub fn figure(value: f32, span: f32) -> String {
    let digits = match span {
        span if span >= 100.0 => 0,
        span if span >= 5.0 => 1,
        span if span >= 0.5 => 2,
        _ => 3,
    };
    format!("{value:.digits$}")
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    #[test]
    fn a_legend_spans_its_colours_with_room_but_no_more_than_there_is() {
        assert_eq!(span([0.0, 10.0], [-50.0, 12.0], [0.0, 10.0]), [-5.0, 12.0]);
        assert_eq!(span([0.0, 10.0], [0.0, 10.0], [-3.0, 4.0]), [-3.0, 10.0]);
        assert_eq!(span([2.0, 2.0], [2.0, 2.0], [2.0, 2.0]), [2.0, 3.0]);
    }

    #[test]
    fn values_are_counted_in_their_parts() {
        let values = [0.0, 0.4, 0.5, 1.0, -0.1, 1.1, f32::NAN];
        assert_eq!(bins(values.into_iter(), [0.0, 1.0], 2), [2, 2]);
    }

    #[test]
    fn figures_have_the_digits_that_tell_something() {
        assert_eq!(figure(12.345, 20.0), "12.3");
        assert_eq!(figure(0.12345, 0.2), "0.123");
        assert_eq!(figure(1234.5, 800.0), "1234");
    }
}
