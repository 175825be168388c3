//! What the colours of the canvas say.

use std::collections::BTreeSet;

use viewer::color::Ground;

use super::*;
use crate::lidar::legend_facts::{self, Class, LegendFacts, Scale, class_color, number_color};

/// Bars of the legend.
const BARS: usize = 64;
/// Values that the bars are counted from, evenly chosen.
const SAMPLE: usize = 400_000;
/// Colours of the legend's bar.
const COLORS: u8 = 24;
/// What the legend was last made of.
#[derive(PartialEq)]
pub struct LegendKey {
    coloring: Coloring,
    range: Option<[f32; 2]>,
    hidden: BTreeSet<u16>,
    background: [u8; 3],
    /// Counts the clouds.
    cloud: u32,
    /// How many points are counted: of a large cloud, more as they come.
    points: usize,
}

impl Live {
    /// Tells the legend what the colours say, and the canvas the palette.
    pub(super) fn put_legend(&mut self, sight: &Sight) {
        let key = LegendKey {
            coloring: self.viewer.look.coloring,
            range: sight.range,
            hidden: sight.hidden.clone(),
            background: self.viewer.look.background,
            cloud: self.clouds,
            points: self.told_points(),
        };
        if self.held.legend.as_ref() == Some(&key) {
            return;
        }
        let facts = if key.coloring.has_palette() {
            self.classes(&key)
        } else {
            self.scale(&key)
        };
        let is_part = self.lidar.drawn.get_untracked().is_some();
        let counted = is_part.then_some(key.points as u64);
        self.held.legend = Some(key);
        set_if_other(self.lidar.legend, facts);
        set_if_other(self.lidar.counted, counted);
    }

    /// How many points the legend tells of: of a large cloud's quantities an even sample, so that
    /// their range stays, and of its numbers all that are here once the view has what it needs, since
    /// few points may have one.
    fn told_points(&self) -> usize {
        let sample = self.viewer.sample();
        let settled = self.levels.as_ref().map(levels::Levels::settled);
        match settled.filter(|_| self.viewer.look.coloring.has_palette()) {
            Some(settled) => settled.max(sample),
            None => sample,
        }
    }

    fn scale(&mut self, key: &LegendKey) -> LegendFacts {
        let Some((all, suits)) = self
            .viewer
            .histogram()
            .map(|histogram| ([histogram.min, histogram.max], histogram.range))
        else {
            return LegendFacts::None;
        };
        let range = key.range.unwrap_or(suits);
        let [least, most] = legend_facts::span(suits, all, range);
        let (cloud, device) = (self.viewer.cloud(), self.viewer.device);
        let every = key.points.div_ceil(SAMPLE).max(1);
        let values = key.coloring.values(cloud, device).into_iter().flatten();
        let values = values.take(key.points);
        let bins = legend_facts::bins(values.step_by(every), [least, most], BARS);
        let ground = Ground::of(key.background);
        let map = self.viewer.look.colormap;
        LegendFacts::Scale(Scale {
            coloring: key.coloring,
            bins,
            least,
            most,
            range,
            colors: (0..COLORS)
                .map(|place| map.legible_color(f32::from(place) / f32::from(COLORS - 1), ground))
                .collect(),
        })
    }

    /// The numbers that points have, and the palette for them.
    fn classes(&mut self, key: &LegendKey) -> LegendFacts {
        let mut counts = [0_usize; 256];
        for number in key
            .coloring
            .numbers(self.viewer.cloud())
            .unwrap_or_default()
            .iter()
            .take(key.points)
        {
            counts[usize::from(*number)] += 1;
        }
        // The labels of the answer, where it labels points: of classes of the file otherwise.
        let loaded = self.shown.and_then(|frame| self.lidar.loaded(frame));
        let names = loaded.as_ref().map(|loaded| loaded.facts.class_names);
        let names = names.unwrap_or_default();
        let labels = loaded.and_then(|loaded| loaded.labels);
        let labels: Option<Vec<String>> =
            labels.map(|labels| labels.labels().into_iter().map(label_words).collect());
        // Of all frames that are here: a class keeps its place.
        let places = self.lidar.take_classes(&[]);
        let is_class = key.coloring == Coloring::Class && labels.is_none();
        let number = |place: u8| {
            if is_class {
                places.class(place)
            } else {
                place.into()
            }
        };
        let color = |number: u16| match key.coloring {
            Coloring::Class => match labels.as_ref().and_then(|all| all.get(number as usize)) {
                Some(label) if number > 0 => {
                    let color = label_color(label);
                    [color.r, color.g, color.b]
                }
                _ => class_color(number, names),
            },
            _ => number_color(number),
        };
        self.viewer.look.palette = (0..=255_u8)
            .map(|place| {
                let number = number(place);
                let [red, green, blue] = color(number);
                let is_hidden = key.hidden.contains(&number);
                [red, green, blue, if is_hidden { 0 } else { 255 }]
            })
            .collect();
        let classes = (0..=255_u8)
            .zip(counts)
            // What is hidden can be shown again, also where its points have been let go.
            .map(|(place, points)| (place, number(place), points))
            .filter(|(_, number, points)| *points > 0 || key.hidden.contains(number))
            .map(|(place, number, points)| Class {
                number,
                points,
                color: color(number),
                name: match key.coloring {
                    Coloring::Class => {
                        let label = labels.as_ref().and_then(|all| all.get(number as usize));
                        if is_class && places.is_shared(place) {
                            "Other classes".to_owned()
                        } else {
                            label.cloned().unwrap_or_else(|| names.name(number))
                        }
                    }
                    Coloring::Instance if number == 0 => "No instance".to_owned(),
                    Coloring::Device => format!("Device {number}"),
                    Coloring::Frame => frame_name(self.frames.as_ref(), place),
                    _ => format!("Instance {number}"),
                },
            })
            .collect();
        LegendFacts::Classes(classes)
    }
}

/// The name of the frame that stands at a place among those on the canvas.
fn frame_name(key: Option<&frames::FramesKey>, place: u8) -> String {
    let frame = key.and_then(|key| key.frames.get(usize::from(place)));
    frame.map_or_else(String::new, |frame| format!("Frame {}", frame + 1))
}
