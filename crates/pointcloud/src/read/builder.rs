//! Rows of a file, one after the other, into a cloud.

use crate::cloud::{Cloud, Point};

use super::column::{Role, Scalar};
use super::error::CloudError;
use super::format::Format;
use super::limits::Limits;

/// One row, as far as its columns are read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Row {
    pub(super) point: Point,
    /// Red, green and blue by a scale that only the whole file tells.
    pub(super) wide_color: Option<[Scalar; 3]>,
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
            Role::Ring => point.ring = Some(value.float() as u16),
            Role::Time => point.time = Some(value.nanoseconds()),
            Role::Classification => point.classification = Some(value.float() as u8),
            Role::Device => point.device = Some(value.float() as u8),
            Role::Ground => point.ground = Some(value.float() != 0.0),
        }
    }
}

/// The cloud so far.
pub(super) struct Builder {
    cloud: Cloud,
    format: Format,
    limits: Limits,
    wide_colors: Vec<[f32; 3]>,
    /// Whether colours came as floats, so that 1 may be the brightest.
    float_colors: bool,
}

impl Builder {
    pub(super) fn new(format: Format, limits: Limits) -> Self {
        Self {
            cloud: Cloud::new(),
            format,
            limits,
            wide_colors: Vec::new(),
            float_colors: false,
        }
    }

    pub(super) fn push(&mut self, row: Row) -> Result<(), CloudError> {
        if self.cloud.len() + self.cloud.dropped() >= self.limits.points {
            return Err(CloudError::TooMany {
                format: self.format,
                limit: self.limits.points,
            });
        }
        let before = self.cloud.len();
        self.cloud.push(row.point);
        if let Some(color) = row.wide_color
            && self.cloud.len() > before
        {
            self.float_colors |= matches!(color[0], Scalar::Float(_));
            self.wide_colors.resize(before, [0.0; 3]);
            self.wide_colors
                .push(color.map(|value| value.float() as f32));
        }
        Ok(())
    }

    /// Fewer points than pushed, at the time.
    pub(super) fn count(&self) -> usize {
        self.cloud.len() + self.cloud.dropped()
    }

    /// The cloud. Colours that are all up to 1 and floats, up to 255, or up to 65,535 become bytes:
    /// formats leave the scale open, and LAS files that keep bytes in 16 bits are common.
    pub(super) fn finish(mut self) -> Cloud {
        let most = self
            .wide_colors
            .iter()
            .flatten()
            .fold(0.0_f32, |most, value| most.max(*value));
        let factor = if most <= 1.0 && self.float_colors {
            255.0
        } else if most <= 255.0 {
            1.0
        } else {
            255.0 / 65_535.0
        };
        if !self.wide_colors.is_empty() {
            self.wide_colors.resize(self.cloud.len(), [0.0; 3]);
            let colors = self
                .wide_colors
                .into_iter()
                .map(|color| color.map(|value| (value * factor).round() as u8));
            self.cloud.set_colors(colors.collect());
        }
        self.cloud
    }
}
