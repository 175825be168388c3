//! The points of one frame.

use super::{Channel, Chunks};
use crate::{Bounds, Vec3, View};

/// The points of one frame, a column for each thing that is known of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cloud {
    /// Where the frame `cloud` has its zero, in `world`: near the points, so that 32 bits hold them.
    pub origin: [f64; 3],
    /// x, y, z of each point in `cloud`, metres.
    pub positions: Vec<f32>,
    /// How strongly each point sent back the light, as shares.
    pub intensity: Option<Channel>,
    /// Which of the lidar's lasers saw each point.
    pub ring: Option<Channel>,
    /// When each point was seen, seconds.
    pub time: Option<Channel>,
    /// The class of each point, by its place in the palette.
    pub class: Option<Vec<u8>>,
    /// 1 for each point on the ground, 0 for others.
    pub ground: Option<Vec<u8>>,
    /// Red, green and blue of each point.
    pub rgb: Option<Vec<u8>>,
    /// Which device measured each point, by its place in the palette.
    pub device: Option<Vec<u8>>,
    /// Which object each point is of, by its place in the palette.
    pub instance: Option<Vec<u8>>,
    /// From which frame each point is, by its place in the palette.
    pub frame: Option<Vec<u8>>,
    /// Red, green and blue that photos show where each point is.
    pub photo: Option<Vec<u8>>,
}

/// A column does not fit the points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// A column is shorter or longer.
    #[error(
        "`{column}` has {found} values; {expected} are needed for as many points as `positions` has"
    )]
    Length {
        /// The column's name.
        column: &'static str,
        /// How many values it has.
        found: usize,
        /// How many it must have.
        expected: usize,
    },
    /// Points were to be added that are not of this cloud.
    #[error("`{column}` of the points to be added is not as the cloud's")]
    Foreign {
        /// What differs.
        column: &'static str,
    },
}

/// The point under the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PickedPoint {
    /// Its place in the columns.
    pub index: usize,
    /// Where it is, in `world`.
    pub position: Vec3,
}

impl Cloud {
    /// How many points there are.
    pub fn len(&self) -> usize {
        self.positions.len() / 3
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The origin as a place of `world`.
    pub fn origin(&self) -> Vec3 {
        self.origin.into()
    }

    /// Where a point is, in `world`.
    pub fn position(&self, point: usize) -> Option<Vec3> {
        let [x, y, z] = *self.triples().get(point)?;
        Some(Vec3::new(x.into(), y.into(), z.into()) + self.origin())
    }

    /// The positions in `cloud`, one point each.
    pub fn triples(&self) -> &[[f32; 3]] {
        self.positions.as_chunks().0
    }

    /// That every column has as many values as there are points.
    pub fn check(&self) -> Result<(), CloudError> {
        let points = self.len();
        let channel = |channel: &Option<Channel>| channel.as_ref().map(|channel| channel.raw.len());
        let bytes = |column: &Option<Vec<u8>>| column.as_ref().map(Vec::len);
        let columns = [
            ("positions", Some(self.positions.len()), points * 3),
            ("intensity", channel(&self.intensity), points),
            ("ring", channel(&self.ring), points),
            ("time", channel(&self.time), points),
            ("class", bytes(&self.class), points),
            ("ground", bytes(&self.ground), points),
            ("rgb", bytes(&self.rgb), points * 3),
            ("device", bytes(&self.device), points),
            ("instance", bytes(&self.instance), points),
            ("frame", bytes(&self.frame), points),
            ("photo", bytes(&self.photo), points * 3),
        ];
        for (column, found, expected) in columns {
            if let Some(found) = found
                && found != expected
            {
                return Err(CloudError::Length {
                    column,
                    found,
                    expected,
                });
            }
        }
        Ok(())
    }

    /// Around all but stray points, in `world`: of each coordinate, the least and greatest 0.5 % are
    /// left out, since a reflection far below the street must not make the street small.
    pub fn robust_bounds(&self) -> Option<Bounds> {
        const SAMPLE: usize = 50_000;
        const STRAY: f64 = 0.005;
        let every = self.len().div_ceil(SAMPLE).max(1);
        let mut ends = [[0.0; 2]; 3];
        for (axis, ends) in ends.iter_mut().enumerate() {
            let mut sample: Vec<f32> = self
                .triples()
                .iter()
                .step_by(every)
                .map(|point| point[axis])
                .filter(|coordinate| coordinate.is_finite())
                .collect();
            sample.sort_unstable_by(f32::total_cmp);
            let last = sample.len().checked_sub(1)?;
            let stray = (last as f64 * STRAY) as usize;
            *ends = [sample[stray].into(), sample[last - stray].into()];
        }
        let [[x0, x1], [y0, y1], [z0, z1]] = ends;
        Some(
            Bounds {
                min: Vec3::new(x0, y0, z0),
                max: Vec3::new(x1, y1, z1),
            }
            .moved(self.origin()),
        )
    }

    /// The point that shows nearest to a pixel (`view_px`), up to `radius` pixels away; of those
    /// within a pixel of each other, the one in front.
    pub fn pick(
        &self,
        chunks: &Chunks,
        view: &View,
        pixel: [f64; 2],
        radius: f64,
        shown: impl Fn(usize) -> bool,
    ) -> Option<PickedPoint> {
        let index = super::pick::nearest(self, chunks, view, pixel, radius, shown)?;
        Some(PickedPoint {
            index,
            position: self.position(index)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_another_length_is_refused_by_name() {
        let cloud = Cloud {
            positions: vec![0.0; 6],
            rgb: Some(vec![0; 4]),
            ..Cloud::default()
        };
        let error = cloud.check().unwrap_err().to_string();
        assert!(error.contains("`rgb` has 4 values; 6"), "{error}");
    }

    #[test]
    fn a_stray_point_does_not_widen_the_robust_bounds() {
        let mut positions: Vec<f32> = (0..3000).map(|value| (value % 100) as f32).collect();
        positions[0] = -1e6;
        let cloud = Cloud {
            positions,
            origin: [1000.0, 0.0, 0.0],
            ..Cloud::default()
        };
        let bounds = cloud.robust_bounds().unwrap();
        assert!(bounds.min.x >= 1000.0 && bounds.max.x <= 1100.0);
        assert_eq!(Cloud::default().robust_bounds(), None);
    }
}
