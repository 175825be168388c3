//! The colour of a label, the same in the list, on the image, in the legend and in exports.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgb {
    pub r: u8,
    pub g: u8,
    pub b: u8,
}

impl Rgb {
    pub const BLACK: Self = Self::from_hex(0x00_0000);
    pub const WHITE: Self = Self::from_hex(0xff_ffff);

    /// `0xrrggbb`.
    pub const fn from_hex(hex: u32) -> Self {
        Self {
            r: (hex >> 16) as u8,
            g: (hex >> 8) as u8,
            b: hex as u8,
        }
    }

    /// Relative luminance, 0 (black) to 1 (white), after WCAG 2.2.
    pub fn luminance(self) -> f32 {
        let linear = |channel: u8| {
            let value = f32::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.r) + 0.7152 * linear(self.g) + 0.0722 * linear(self.b)
    }

    /// Contrast ratio with another colour, 1 to 21, after WCAG 2.2.
    pub fn contrast(self, other: Self) -> f32 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Black or white, whichever reads better as text on this colour.
    #[must_use]
    pub fn text(self) -> Self {
        if self.contrast(Self::BLACK) > self.contrast(Self::WHITE) {
            Self::BLACK
        } else {
            Self::WHITE
        }
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

/// A text that is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a colour; write it as `#rrggbb`, such as #e6194b")]
pub struct InvalidColor(pub String);

impl FromStr for Rgb {
    type Err = InvalidColor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.strip_prefix('#')
            .filter(|digits| {
                digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
            })
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .map(Self::from_hex)
            .ok_or_else(|| InvalidColor(text.chars().take(40).collect()))
    }
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Twenty colours, spread as far apart in Oklab as fits a relative luminance of 0.115 to 0.285:
/// there each has a contrast of 3 or more with white and with black, so outlines read on light and
/// dark surfaces and on photographs. In order of hue. The order is part of what stays stable.
const PALETTE: [u32; 20] = [
    0x04_6f87, 0x41_9bbf, 0x02_78d7, 0x0a_47fd, 0x82_73ff, 0x7a_1efb, 0xa2_7bb1, 0xbf_0cf0,
    0xc7_69ea, 0x7c_4f86, 0xfe_35ce, 0xcb_0e8c, 0xe2_6a75, 0xee_1118, 0xad_3a00, 0x7e_6a26,
    0x9d_921a, 0x0c_7219, 0x04_a322, 0x35_8d6a,
];

/// Where the hash of a label starts, in place of FNV's own offset, with which `road` and `sidewalk`
/// have one colour. Of some 10⁹ that were tried it lets fewest of the labels meet that the tests
/// below list.
const HASH_START: u32 = 0x248e_793b;

/// The colour of a label: a fixed hash (FNV-1a, 32 bits, from `HASH_START`) of its exact text picks
/// from the palette, so that a label looks the same in every project, browser and version, whatever
/// other labels are around. The labels of streets have colours of their own; of others some share
/// one: of 5 labels two do in 4 cases of 10. The label text is therefore always shown too; colour
/// never stands alone.
pub fn label_color(label: &str) -> Rgb {
    let hash = label.bytes().fold(HASH_START, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    Rgb::from_hex(PALETTE[hash as usize % PALETTE.len()])
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_label_keeps_its_colour_from_version_to_version() {
        let colors = ["Car", "Pedestrian", "Cyclist", "", "Fußgänger"]
            .map(|label| label_color(label).to_string());
        assert_eq!(
            colors,
            ["#bf0cf0", "#0278d7", "#046f87", "#0a47fd", "#fe35ce"]
        );
    }

    #[test]
    fn labels_that_stand_beside_each_other_on_streets_have_colours_of_their_own() {
        // Road users, as people and as KITTI and SUSTechPOINTS name them; the samples' classes.
        for labels in [
            "Car Truck Bus Van Trailer Pedestrian Cyclist Bicycle Motorcycle Rider Scooter Animal",
            "car truck bus van trailer pedestrian cyclist bicycle motorcycle rider animal",
            "Car Van Truck Pedestrian Person_sitting Cyclist Tram Misc",
            "Car Truck Bus Pedestrian Cyclist Rider Scooter Motor",
            "road sidewalk building vegetation terrain sky pole traffic_light traffic_sign \
             car truck bus pedestrian cyclist",
            "Road Sidewalk Car Truck Bus Pedestrian",
        ] {
            let labels: Vec<&str> = labels.split_whitespace().collect();
            assert_eq!(colors(&labels), labels.len(), "{labels:?}");
        }
        // Of the classes of Cityscapes, two meet.
        let cityscapes = [
            "road",
            "sidewalk",
            "building",
            "wall",
            "fence",
            "pole",
            "traffic light",
            "traffic sign",
            "vegetation",
            "terrain",
            "sky",
            "person",
            "rider",
            "car",
            "truck",
            "bus",
            "train",
            "motorcycle",
            "bicycle",
        ];
        assert_eq!(colors(&cityscapes), cityscapes.len() - 1);
    }

    fn colors(labels: &[&str]) -> usize {
        let colors: HashSet<Rgb> = labels.iter().map(|label| label_color(label)).collect();
        colors.len()
    }

    #[test]
    fn every_label_colour_stands_out_on_white_and_on_black() {
        for hex in PALETTE {
            let color = Rgb::from_hex(hex);
            assert!(color.contrast(Rgb::WHITE) >= 3.0, "{color}");
            assert!(color.contrast(Rgb::BLACK) >= 3.0, "{color}");
            assert!(color.contrast(color.text()) >= 4.5, "{color}");
        }
    }

    #[test]
    fn a_colour_reads_back_as_it_was_written() {
        let color = Rgb::from_hex(0x0c_7219);
        assert_eq!(color.to_string(), "#0c7219");
        assert_eq!("#0C7219".parse(), Ok(color));
        for text in ["0c7219", "#0c721", "#0c721g", "#é2345", "#+12345"] {
            assert!(text.parse::<Rgb>().is_err(), "{text}");
        }
    }
}
