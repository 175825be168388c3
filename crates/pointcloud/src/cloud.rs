//! The points of one lidar frame.

use domain::lidar::LeftOut;

/// Points in the order of their file, as one list an attribute. An attribute is there as soon as
/// one point has it; points without it then have 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cloud {
    positions: Vec<[f64; 3]>,
    intensity: Option<Vec<f32>>,
    color: Option<Vec<[u8; 3]>>,
    ring: Option<Vec<u16>>,
    time: Option<Vec<i64>>,
    classification: Option<Vec<u16>>,
    instance: Option<Vec<u16>>,
    device: Option<Vec<u8>>,
    ground: Option<Vec<bool>>,
    /// Points of the file that were left out, in their order.
    dropped: Vec<LeftOut>,
}

/// One point, as a reader finds it and [`Cloud::push`] takes it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// `world`, metres, z up.
    pub position: [f64; 3],
    /// As in the file: from 0 to 1, 255 or 65,535.
    pub intensity: Option<f32>,
    /// Red, green, blue.
    pub color: Option<[u8; 3]>,
    /// Which laser of the device, from 0.
    pub ring: Option<u16>,
    /// Nanoseconds by the clock of the file.
    pub time: Option<i64>,
    /// By the list of the file's format or data set.
    pub classification: Option<u16>,
    /// Which thing of its class it is of; 0 for none.
    pub instance: Option<u16>,
    /// Which device measured it, from 0.
    pub device: Option<u8>,
    pub ground: Option<bool>,
}

/// The smallest box along the axes that holds all points; `world`, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    pub min: [f64; 3],
    pub max: [f64; 3],
}

impl Cloud {
    /// How far from 0 a coordinate may be, in metres. Coordinates on earth stay below 1e8;
    /// what is beyond marks, as NaN does, that nothing was measured.
    pub const FARTHEST: f64 = 1e9;

    pub fn new() -> Self {
        Self::default()
    }

    /// A cloud with room for the positions of `points`.
    pub fn with_capacity(points: usize) -> Self {
        Self {
            positions: Vec::with_capacity(points),
            ..Self::default()
        }
    }

    /// Adds a point, or counts it as dropped when its position is not finite or beyond
    /// [`Cloud::FARTHEST`]. An intensity that is not finite is taken as 0.
    pub fn push(&mut self, point: Point) {
        // NaN is below nothing.
        if !point.position.iter().all(|at| at.abs() <= Self::FARTHEST) {
            self.drop_one();
            return;
        }
        let before = self.positions.len();
        self.positions.push(point.position);
        let intensity = point
            .intensity
            .map(|value| if value.is_finite() { value } else { 0.0 });
        push(&mut self.intensity, intensity, before);
        push(&mut self.color, point.color, before);
        push(&mut self.ring, point.ring, before);
        push(&mut self.time, point.time, before);
        push(&mut self.classification, point.classification, before);
        push(&mut self.instance, point.instance, before);
        push(&mut self.device, point.device, before);
        push(&mut self.ground, point.ground, before);
    }

    /// Colours that only the whole file told; one a point.
    #[cfg(feature = "read")]
    pub(crate) fn set_colors(&mut self, colors: Vec<[u8; 3]>) {
        debug_assert_eq!(colors.len(), self.positions.len());
        self.color = Some(colors);
    }

    /// Times that only the whole file told; one a point.
    #[cfg(feature = "read")]
    pub(crate) fn set_times(&mut self, nanoseconds: Vec<i64>) {
        debug_assert_eq!(nanoseconds.len(), self.positions.len());
        self.time = Some(nanoseconds);
    }

    /// Counts the next point of the file as left out.
    fn drop_one(&mut self) {
        let place = (self.len() + self.dropped()) as u32;
        match self.dropped.last_mut() {
            Some(last) if last.first + last.count == place => last.count += 1,
            _ => self.dropped.push(LeftOut {
                first: place,
                count: 1,
            }),
        }
    }

    pub fn len(&self) -> usize {
        self.positions.len()
    }

    pub fn is_empty(&self) -> bool {
        self.positions.is_empty()
    }

    /// How many points were left out because their position is no position.
    pub fn dropped(&self) -> usize {
        self.dropped.iter().map(|run| run.count as usize).sum()
    }

    /// Which points of the file were left out, in their order.
    pub fn left_out(&self) -> &[LeftOut] {
        &self.dropped
    }

    /// `world`, metres.
    pub fn positions(&self) -> &[[f64; 3]] {
        &self.positions
    }

    /// As in the file: from 0 to 1, 255 or 65,535. Always finite.
    pub fn intensity(&self) -> Option<&[f32]> {
        self.intensity.as_deref()
    }

    /// Red, green, blue.
    pub fn color(&self) -> Option<&[[u8; 3]]> {
        self.color.as_deref()
    }

    /// Which laser of the device, from 0.
    pub fn ring(&self) -> Option<&[u16]> {
        self.ring.as_deref()
    }

    /// Nanoseconds by the clock of the file.
    pub fn time(&self) -> Option<&[i64]> {
        self.time.as_deref()
    }

    /// Classes by the list of the file's format or data set.
    pub fn classification(&self) -> Option<&[u16]> {
        self.classification.as_deref()
    }

    /// Which thing of its class a point is of; 0 for none.
    pub fn instance(&self) -> Option<&[u16]> {
        self.instance.as_deref()
    }

    /// Which device measured a point, from 0.
    pub fn device(&self) -> Option<&[u8]> {
        self.device.as_deref()
    }

    pub fn ground(&self) -> Option<&[bool]> {
        self.ground.as_deref()
    }

    /// The point at a place in the order of the file.
    ///
    /// # Panics
    /// If `place` is not below [`Cloud::len`].
    pub fn point(&self, place: usize) -> Point {
        Point {
            position: self.positions[place],
            intensity: at(self.intensity.as_ref(), place),
            color: at(self.color.as_ref(), place),
            ring: at(self.ring.as_ref(), place),
            time: at(self.time.as_ref(), place),
            classification: at(self.classification.as_ref(), place),
            instance: at(self.instance.as_ref(), place),
            device: at(self.device.as_ref(), place),
            ground: at(self.ground.as_ref(), place),
        }
    }

    /// The points at some places, in the order of these.
    ///
    /// # Panics
    /// If a place is not below [`Cloud::len`].
    #[must_use]
    pub fn picked(&self, places: &[u32]) -> Self {
        Self {
            positions: picked(&self.positions, places),
            intensity: self.intensity.as_ref().map(|list| picked(list, places)),
            color: self.color.as_ref().map(|list| picked(list, places)),
            ring: self.ring.as_ref().map(|list| picked(list, places)),
            time: self.time.as_ref().map(|list| picked(list, places)),
            classification: self
                .classification
                .as_ref()
                .map(|list| picked(list, places)),
            instance: self.instance.as_ref().map(|list| picked(list, places)),
            device: self.device.as_ref().map(|list| picked(list, places)),
            ground: self.ground.as_ref().map(|list| picked(list, places)),
            dropped: Vec::new(),
        }
    }

    /// `None` for a cloud without points.
    pub fn bounds(&self) -> Option<Bounds> {
        let first = *self.positions.first()?;
        let mut bounds = Bounds {
            min: first,
            max: first,
        };
        for position in &self.positions {
            for (axis, at) in position.iter().enumerate() {
                bounds.min[axis] = bounds.min[axis].min(*at);
                bounds.max[axis] = bounds.max[axis].max(*at);
            }
        }
        Some(bounds)
    }
}

fn push<T: Copy + Default>(list: &mut Option<Vec<T>>, value: Option<T>, before: usize) {
    match (list, value) {
        (Some(list), value) => list.push(value.unwrap_or_default()),
        (list @ None, Some(value)) => {
            let mut values = vec![T::default(); before];
            values.push(value);
            *list = Some(values);
        }
        (None, None) => {}
    }
}

fn picked<T: Copy>(list: &[T], places: &[u32]) -> Vec<T> {
    places.iter().map(|place| list[*place as usize]).collect()
}

fn at<T: Copy>(list: Option<&Vec<T>>, place: usize) -> Option<T> {
    list.map(|list| list[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attribute_that_comes_late_is_zero_before() {
        let mut cloud = Cloud::new();
        cloud.push(Point::default());
        cloud.push(Point {
            ring: Some(7),
            ..Point::default()
        });
        cloud.push(Point::default());
        assert_eq!(cloud.ring(), Some(&[0, 7, 0][..]));
        assert_eq!(cloud.device(), None);
    }

    #[test]
    fn positions_that_are_none_are_counted_and_left_out() {
        let mut cloud = Cloud::new();
        for x in [f64::NAN, f64::INFINITY, -1e300, 4.0] {
            cloud.push(Point {
                position: [x, 0.0, 0.0],
                ..Point::default()
            });
        }
        assert_eq!((cloud.len(), cloud.dropped()), (1, 3));
        assert_eq!(cloud.left_out(), [LeftOut { first: 0, count: 3 }]);
        assert!((cloud.bounds().unwrap().max[0] - 4.0).abs() < 1e-12);
    }
}
