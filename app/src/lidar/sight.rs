//! What of the scene is shown and how, beside what has a switch on the bar: the part of a view that
//! one chooses once and passes on by the link.

use std::collections::BTreeSet;
use viewer::Vec3;

pub use super::clip::Clip;
use super::clip::{joined, numbers};
pub use super::shows::Shows;

/// What of the scene is shown, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sight {
    /// The quantity's values at both ends of the colours; `None` takes what suits the points.
    pub range: Option<[f32; 2]>,
    /// Of a colouring by numbers, those that are not shown.
    pub hidden: BTreeSet<u16>,
    /// Only what is within is shown.
    pub clip: Option<Clip>,
    pub together: Together,
    pub shows: Shows,
    /// The camera keeps its place beside the chosen object from frame to frame.
    pub follows: bool,
    /// Up to three places that are measured between; `world`, metres.
    pub measured: Vec<Vec3>,
}

/// Which frames are shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Together {
    /// How many frames before and after the shown one.
    pub around: u32,
    pub aligned: Aligned,
}

impl Together {
    /// The most frames to either side: more would not fit into memory.
    pub const MOST: u32 = 7;
}

/// How frames are laid over each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aligned {
    /// By `world`: what stands still is sharp.
    #[default]
    World,
    /// By the device: what moves with it is sharp.
    Device,
}

impl Sight {
    /// What differs from a new view, as names and values of a link.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if let Some([low, high]) = self.range {
            pairs.push(("range", format!("{low}_{high}")));
        }
        if !self.hidden.is_empty() {
            let hidden: Vec<String> = self.hidden.iter().map(u16::to_string).collect();
            pairs.push(("hidden", hidden.join("_")));
        }
        if let Some(clip) = self.clip {
            pairs.push(("clip", clip.text()));
        }
        if self.together.around > 0 {
            let mut text = self.together.around.to_string();
            if self.together.aligned == Aligned::Device {
                text.push('d');
            }
            pairs.push(("frames", text));
        }
        if self.shows != Shows::default() {
            pairs.push(("show", self.shows.text()));
        }
        if self.follows {
            pairs.push(("follow", "1".to_owned()));
        }
        if !self.measured.is_empty() {
            let places: Vec<f64> = self
                .measured
                .iter()
                .flat_map(|place| [place.x, place.y, place.z])
                .collect();
            pairs.push(("measure", joined(&places)));
        }
        pairs
    }

    /// Takes a pair of a link; what is not its own or cannot be read is left.
    pub fn take(&mut self, name: &str, value: &str) {
        match name {
            "range" => {
                let ends: Option<Vec<f32>> = value
                    .split('_')
                    .map(|number| {
                        number
                            .parse()
                            .ok()
                            .filter(|number: &f32| number.is_finite())
                    })
                    .collect();
                if let Some([low, high]) = ends.as_deref() {
                    self.range = Some([*low, *high]);
                }
            }
            "hidden" => self.hidden = value.split('_').filter_map(|n| n.parse().ok()).collect(),
            "clip" => self.clip = Clip::parse(value),
            "frames" => {
                let count = value.trim_end_matches('d');
                self.together = Together {
                    around: count
                        .parse()
                        .map_or(0, |count: u32| count.min(Together::MOST)),
                    aligned: if count == value {
                        Aligned::World
                    } else {
                        Aligned::Device
                    },
                };
            }
            "show" => self.shows = Shows::parse(value),
            "follow" => self.follows = value == "1",
            "measure" => {
                let places = numbers(value).unwrap_or_default();
                let (places, _) = places.as_chunks::<3>();
                self.measured = places.iter().take(3).map(|place| (*place).into()).collect();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use viewer::cuboid::CuboidShape;

    use super::*;

    fn again(sight: &Sight) -> Sight {
        let mut read = Sight::default();
        for (name, value) in sight.pairs() {
            read.take(name, &value);
        }
        read
    }

    #[test]
    fn a_sight_comes_back_from_its_pairs() {
        let mut shows = Shows::default();
        (shows.grid, shows.cameras) = (false, true);
        let sight = Sight {
            range: Some([-1.25, 3.5]),
            hidden: [0, 7, 259].into(),
            clip: Some(Clip::Box(CuboidShape {
                position: Vec3::new(481_000.125, -2.5, 0.0),
                dimensions: Vec3::new(4.0, 6.5, 3.0),
                yaw: -1.571,
                pitch: 0.02,
                roll: 0.0,
            })),
            together: Together {
                around: 3,
                aligned: Aligned::Device,
            },
            shows,
            follows: true,
            measured: vec![Vec3::new(1.0, 2.0, 3.0), Vec3::new(-1.5, 0.0, 0.125)],
        };
        assert_eq!(again(&sight), sight);
        let heights = Sight {
            clip: Some(Clip::Heights([-2.0, 1.5])),
            ..Sight::default()
        };
        assert_eq!(again(&heights), heights);
        assert_eq!(Sight::default().pairs(), []);
    }

    #[test]
    fn what_cannot_be_read_changes_nothing_or_nothing_much() {
        let mut sight = Sight::default();
        for (name, value) in [
            ("range", "1_nan"),
            ("clip", "3_1"),
            ("clip", "1_2_3"),
            ("hidden", "70000_x"),
            ("frames", "-1"),
            ("measure", "1_2_inf"),
            ("other", "1"),
        ] {
            sight.take(name, value);
        }
        assert_eq!(sight, Sight::default());
        sight.take("frames", "4000");
        assert_eq!(sight.together.around, Together::MOST);
    }
}
