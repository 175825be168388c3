//! Maps from a share to a colour.

/// A map from a share (0 to 1) to a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colormap {
    /// Google's Turbo: many hues, so that small differences show.
    /// <https://research.google/blog/turbo-an-improved-rainbow-colormap-for-visualization/>
    #[default]
    Turbo,
    /// matplotlib's Viridis: evenly brighter, also for those who see few colours, and in print.
    /// <https://bids.github.io/colormap/>
    Viridis,
    /// From black to white.
    Grey,
}

/// Every 15th of the 256 colours of a published table; what is between is mixed, and differs from the
/// table by 6 of 255 at most.
type Table = [[u8; 3]; 18];

/// Of Turbo's table, by Anton Mikhailov (Apache-2.0):
/// <https://gist.github.com/mikhailov-work/ee72ba4191942acecc03fe6da94fc73f>
const TURBO: Table = [
    [48, 18, 59],
    [63, 62, 156],
    [70, 102, 221],
    [69, 140, 253],
    [47, 178, 244],
    [26, 212, 208],
    [34, 235, 170],
    [82, 250, 122],
    [139, 255, 75],
    [183, 247, 53],
    [219, 226, 54],
    [245, 197, 58],
    [254, 161, 48],
    [249, 117, 29],
    [232, 75, 12],
    [206, 45, 4],
    [169, 22, 1],
    [122, 4, 3],
];

/// Of Viridis' table, by Stéfan van der Walt and Nathaniel Smith (CC0):
/// <https://github.com/BIDS/colormap/blob/master/colormaps.py>
const VIRIDIS: Table = [
    [68, 1, 84],
    [72, 23, 105],
    [71, 42, 122],
    [67, 61, 132],
    [61, 78, 138],
    [53, 94, 141],
    [46, 109, 142],
    [41, 123, 142],
    [35, 137, 142],
    [31, 151, 139],
    [33, 165, 133],
    [46, 179, 124],
    [70, 192, 111],
    [101, 203, 94],
    [137, 213, 72],
    [176, 221, 47],
    [216, 226, 25],
    [253, 231, 37],
];

/// How bright Turbo's colours stay on a light ground, where its yellow and green would be lost.
const INK: f32 = 0.78;

impl Colormap {
    /// Every map, in the order of a choice.
    pub const ALL: [Self; 3] = [Self::Turbo, Self::Viridis, Self::Grey];

    /// Its word in links and settings.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turbo => "turbo",
            Self::Viridis => "viridis",
            Self::Grey => "grey",
        }
    }

    /// The map of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|map| map.name() == name)
    }

    /// Red, green and blue of a share; shares beyond 0 and 1 count as these.
    pub fn color(self, share: f32) -> [u8; 3] {
        let share = share.clamp(0.0, 1.0);
        match self {
            Self::Turbo => mix(&TURBO, share),
            Self::Viridis => mix(&VIRIDIS, share),
            Self::Grey => [(share * 255.0).round() as u8; 3],
        }
    }

    /// The part of the map that is told apart from a dark or a light ground, as its first and last
    /// share: the ends of Turbo and Viridis are nearly black, and Viridis' last is a pale yellow.
    pub const fn legible(self, ground: Ground) -> [f32; 2] {
        match (self, ground) {
            (Self::Turbo, _) => [0.07, 0.9],
            (Self::Viridis, Ground::Dark) => [0.22, 1.0],
            (Self::Viridis, Ground::Light) => [0.0, 0.86],
            (Self::Grey, Ground::Dark) => [0.25, 1.0],
            (Self::Grey, Ground::Light) => [0.0, 0.75],
        }
    }

    /// The colour that a quantity's share of its range has over a ground; also for a legend.
    pub fn legible_color(self, share: f32, ground: Ground) -> [u8; 3] {
        let [first, last] = self.legible(ground);
        let color = self.color(first + (last - first) * share.clamp(0.0, 1.0));
        match (self, ground) {
            (Self::Turbo, Ground::Light) => color.map(|part| (f32::from(part) * INK) as u8),
            _ => color,
        }
    }
}

/// Whether what is behind the colours is dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Colours must be bright.
    Dark,
    /// Colours must be dark.
    Light,
}

impl Ground {
    /// By the weighted brightness of a colour (Rec. 709).
    pub fn of([red, green, blue]: [u8; 3]) -> Self {
        let bright = 0.2126 * f32::from(red) + 0.7152 * f32::from(green) + 0.0722 * f32::from(blue);
        if bright < 128.0 {
            Self::Dark
        } else {
            Self::Light
        }
    }
}

fn mix(table: &Table, share: f32) -> [u8; 3] {
    let place = share * (table.len() - 1) as f32;
    let before = (place as usize).min(table.len() - 2);
    let share = place - before as f32;
    std::array::from_fn(|part| {
        let [from, to] = [table[before][part], table[before + 1][part]].map(f32::from);
        (from + (to - from) * share).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Places that are between those of the tables.
    const PLACES: [u8; 6] = [7, 52, 97, 142, 187, 247];
    /// `cv2.applyColorMap` of these places by OpenCV 5.0 with `COLORMAP_TURBO`.
    const TURBO_OF_OPENCV: [[u8; 3]; 6] = [
        [56, 39, 109],
        [61, 158, 254],
        [53, 243, 148],
        [200, 239, 52],
        [253, 141, 39],
        [149, 13, 1],
    ];
    /// The same with `COLORMAP_VIRIDIS`.
    const VIRIDIS_OF_OPENCV: [[u8; 3]; 6] = [
        [70, 11, 94],
        [64, 69, 136],
        [44, 115, 142],
        [31, 158, 137],
        [84, 197, 104],
        [234, 229, 26],
    ];

    #[test]
    fn maps_are_those_of_opencv() {
        for (map, theirs) in [
            (Colormap::Turbo, TURBO_OF_OPENCV),
            (Colormap::Viridis, VIRIDIS_OF_OPENCV),
        ] {
            for (place, expected) in PLACES.into_iter().zip(theirs) {
                let found = map.color(f32::from(place) / 255.0);
                for (found, expected) in found.into_iter().zip(expected) {
                    assert!(
                        found.abs_diff(expected) <= 6,
                        "{map:?} {place}: {found}, {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_name_finds_its_map() {
        for map in Colormap::ALL {
            assert_eq!(Colormap::from_name(map.name()), Some(map));
        }
    }
}
