//! Rows of a file, one after the other, into a cloud.

use domain::lidar::ClassNames;

use crate::cloud::{Cloud, Point};

use super::column::Scalar;
use super::error::CloudError;
use super::format::Format;
use super::limits::Limits;
use super::roles::{Assigned, Role};
use super::time::{Times, Unit};

/// The most names of columns that are kept; files of other things have thousands.
const MOST_OTHERS: usize = 64;

/// One row, as far as its columns are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    pub(super) point: Point,
    /// Red, green and blue by a scale that only the whole file tells.
    pub(super) wide_color: Option<[Scalar; 3]>,
    /// By a unit that only the whole file tells.
    pub(super) time: Option<Scalar>,
    /// What was lost where a number does not fit its column.
    pub(super) lost: Lost,
}

/// Numbers that do not fit what is kept of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lost {
    pub(super) class: bool,
    pub(super) ring: bool,
    pub(super) device: bool,
}

impl Row {
    /// Takes the value of a column.
    pub(super) fn set(&mut self, role: Role, value: Scalar) {
        let point = &mut self.point;
        match role {
            Role::X => point.position[0] = value.float(),
            Role::Y => point.position[1] = value.float(),
            Role::Z => point.position[2] = value.float(),
            Role::Intensity => point.intensity = Some(value.float() as f32),
            Role::Red => self.wide_color.get_or_insert_default()[0] = value,
            Role::Green => self.wide_color.get_or_insert_default()[1] = value,
            Role::Blue => self.wide_color.get_or_insert_default()[2] = value,
            Role::PackedColor => {
                let [_, red, green, blue] = value.packed().to_be_bytes();
                point.color = Some([red, green, blue]);
            }
            // Casts of floats saturate, and NaN is 0.
            Role::Ring => {
                let ring = value.float();
                self.lost.ring |= !(ring < 65_536.0 && ring > -1.0);
                point.ring = Some(ring as u16);
            }
            Role::Time => self.time = Some(value),
            Role::Classification => self.label(value.float()),
            Role::Instance => {
                // Which one it is matters, not its number.
                let number = value.float() as i64;
                let low = number as u16;
                point.instance = Some(if low == 0 && number != 0 {
                    u16::MAX
                } else {
                    low
                });
            }
            Role::Device => {
                let device = value.float();
                self.lost.device |= !(device < 256.0 && device > -1.0);
                point.device = Some(device as u8);
            }
            Role::Ground => point.ground = Some(value.float() != 0.0),
        }
    }

    /// A class, or a label as `SemanticKITTI` packs it: the class in the lower 16 bits, the instance in
    /// the upper. <https://github.com/PRBonn/semantic-kitti-api>, "Data description".
    fn label(&mut self, label: f64) {
        let bits = label as u32;
        // NaN is in no range.
        self.lost.class |= !(label > -1.0 && label < 4_294_967_296.0 && label.fract() == 0.0);
        self.point.classification = Some(bits as u16);
        let instance = (bits >> 16) as u16;
        if instance > 0 {
            self.point.instance.get_or_insert(instance);
        }
    }
}

/// What a reader makes of a file.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) cloud: Cloud,
    pub(super) class_names: ClassNames,
    /// Names of columns that are not read.
    pub(super) other_columns: Vec<String>,
    /// What the reader had to guess or leave out, a sentence each.
    pub(super) notices: Vec<String>,
}

/// The cloud so far.
pub(super) struct Builder {
    found: Found,
    format: Format,
    limits: Limits,
    wide_colors: Vec<[f32; 3]>,
    /// Whether colours came as floats, so that 1 may be the brightest.
    float_colors: bool,
    times: Times,
    /// How many numbers did not fit: classes, rings, devices.
    lost: [usize; 3],
}

impl Builder {
    pub(super) fn new(format: Format, limits: Limits) -> Self {
        Self {
            found: Found::default(),
            format,
            limits,
            wide_colors: Vec::new(),
            float_colors: false,
            times: Times::default(),
            lost: [0; 3],
        }
    }

    /// A builder that knows which columns the rows come from.
    pub(super) fn of(format: Format, limits: Limits, assigned: &Assigned) -> Self {
        let mut builder = Self::new(format, limits);
        builder.times.unit = assigned.time_unit;
        for name in &assigned.others {
            builder.other_column(name);
        }
        builder
    }

    /// For a format that says so: the unit of all times, and that of floats that do not tell it.
    pub(super) fn times_are(&mut self, unit: Option<Unit>, usual_of_floats: Unit) {
        self.times.unit = unit;
        self.times.usual_of_floats = Some(usual_of_floats);
    }

    pub(super) fn classes_are(&mut self, names: ClassNames) {
        self.found.class_names = names;
    }

    /// Names a column that is not read.
    pub(super) fn other_column(&mut self, name: &str) {
        let others = &mut self.found.other_columns;
        if others.len() < MOST_OTHERS && !others.iter().any(|other| other == name) {
            others.push(name.chars().take(60).collect());
        }
    }

    /// Adds a sentence for the person who looks at the points.
    pub(super) fn notice(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if self.found.notices.len() < MOST_OTHERS && !self.found.notices.contains(&sentence) {
            self.found.notices.push(sentence);
        }
    }

    pub(super) fn push(&mut self, row: Row) -> Result<(), CloudError> {
        if self.count() >= self.limits.points {
            return Err(CloudError::TooMany {
                format: self.format,
                limit: self.limits.points,
            });
        }
        let cloud = &mut self.found.cloud;
        let before = cloud.len();
        cloud.push(row.point);
        if cloud.len() == before {
            return Ok(());
        }
        if let Some(color) = row.wide_color {
            self.float_colors |= matches!(color[0], Scalar::Float(_));
            self.wide_colors.resize(before, [0.0; 3]);
            self.wide_colors
                .push(color.map(|value| value.float() as f32));
        }
        if let Some(time) = row.time {
            self.times.push(before, time);
        }
        let lost = [row.lost.class, row.lost.ring, row.lost.device];
        for (count, is_lost) in self.lost.iter_mut().zip(lost) {
            *count += usize::from(is_lost);
        }
        Ok(())
    }

    /// Fewer points than pushed, at the time.
    pub(super) fn count(&self) -> usize {
        self.found.cloud.len() + self.found.cloud.dropped()
    }

    /// The cloud, once no more points come.
    pub(super) fn finish(mut self) -> Found {
        let points = self.found.cloud.len();
        if !self.wide_colors.is_empty() {
            self.wide_colors.resize(points, [0.0; 3]);
            let colors = colors(&self.wide_colors, self.float_colors);
            self.found.cloud.set_colors(colors);
        }
        drop(std::mem::take(&mut self.wide_colors));
        if let Some(told) = std::mem::take(&mut self.times).finish(points) {
            self.found.cloud.set_times(told.nanoseconds);
            if let Some(notice) = told.notice {
                self.notice(notice);
            }
        }
        let [classes, rings, devices] = self.lost;
        for (count, what, most) in [
            (classes, "classes", "whole numbers of 32 bits"),
            (rings, "rings", "0 to 65535"),
            (devices, "devices", "0 to 255"),
        ] {
            if count > 0 {
                self.notice(format!(
                    "{count} points have {what} that are not shown as they are; {most} can be shown."
                ));
            }
        }
        self.found
    }
}

/// Colors as bytes. Floats reach up to 1 or, where most are above, up to 255; whole numbers up to 255
/// or 65,535: formats leave the scale open, and LAS files that keep bytes in 16 bits are common. What
/// is beyond the scale is clamped, each channel by itself.
fn colors(wide: &[[f32; 3]], are_floats: bool) -> Vec<[u8; 3]> {
    let values = || wide.iter().flatten();
    let most = values().fold(0.0_f32, |most, value| most.max(*value));
    let above = values().filter(|value| **value > 1.0).count();
    let up_to_1 = values().filter(|value| **value > 0.0 && **value <= 1.0);
    let factor = if are_floats && above <= up_to_1.count() {
        255.0
    } else if most < 256.0 {
        1.0
    } else if are_floats && most < 1024.0 {
        // Floats of 255 that an interpolation took beyond.
        1.0
    } else {
        255.0 / 65_535.0
    };
    // Casts saturate, and NaN is 0.
    let byte = |value: &f32| (value * factor).round() as u8;
    wide.iter()
        .map(|color| color.each_ref().map(byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bright_color_leaves_the_others_as_they_are() {
        let floats = [[0.0, 0.5, 1.0], [1.0001, -0.25, f32::NAN], [7.5, 0.1, 0.2]];
        assert_eq!(
            colors(&floats, true),
            [[0, 128, 255], [255, 0, 0], [255, 26, 51]]
        );
        let of_255 = [[255.4, 0.0, 127.6], [300.0, 12.0, 0.5]];
        assert_eq!(colors(&of_255, true), [[255, 0, 128], [255, 12, 1]]);
        let words = [[65_535.0, 0.0, 32_768.0]];
        assert_eq!(colors(&words, false), [[255, 0, 128]]);
        let bytes = [[255.0, 1.0, 1.0]];
        assert_eq!(colors(&bytes, false), [[255, 1, 1]]);
    }

    #[test]
    fn a_label_of_32_bits_is_a_class_and_an_instance() {
        let label = |value: Scalar| {
            let mut row = Row::default();
            row.set(Role::Classification, value);
            (row.point.classification, row.point.instance, row.lost.class)
        };
        assert_eq!(label(Scalar::Int(259)), (Some(259), None, false));
        let packed = Scalar::Int(0xc_000a);
        assert_eq!(label(packed), (Some(10), Some(12), false));
        assert_eq!(label(Scalar::Float(256.0)), (Some(256), None, false));
        assert_eq!(label(Scalar::Int(-1)), (Some(0), None, true));
    }
}
