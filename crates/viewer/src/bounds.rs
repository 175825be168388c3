//! The space that something takes up.

use cgmath::InnerSpace;

use crate::Vec3;

/// A box along the axes of its frame, metres; never empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The corner with the least coordinates.
    pub min: Vec3,
    /// The corner with the greatest coordinates.
    pub max: Vec3,
}

impl Bounds {
    /// Around all places; `None` around none. Places with a part that is no number are left out.
    pub fn around(places: impl IntoIterator<Item = Vec3>) -> Option<Self> {
        places
            .into_iter()
            .filter(|place| place.x.is_finite() && place.y.is_finite() && place.z.is_finite())
            .fold(None, |bounds: Option<Self>, place| {
                let Some(Self { min, max }) = bounds else {
                    return Some(Self {
                        min: place,
                        max: place,
                    });
                };
                Some(Self {
                    min: Vec3::new(min.x.min(place.x), min.y.min(place.y), min.z.min(place.z)),
                    max: Vec3::new(max.x.max(place.x), max.y.max(place.y), max.z.max(place.z)),
                })
            })
    }

    /// The middle of the box.
    pub fn center(&self) -> Vec3 {
        (self.min + self.max) / 2.0
    }

    /// From the middle to a corner, metres.
    pub fn radius(&self) -> f64 {
        (self.max - self.min).magnitude() / 2.0
    }

    /// The box moved by `offset`.
    #[must_use]
    pub fn moved(&self, offset: Vec3) -> Self {
        Self {
            min: self.min + offset,
            max: self.max + offset,
        }
    }

    /// The eight corners; bit 0 of a corner's place says greatest x, bit 1 y, bit 2 z.
    pub fn corners(&self) -> [Vec3; 8] {
        std::array::from_fn(|corner| {
            let pick =
                |bit: usize, min: f64, max: f64| if corner >> bit & 1 == 1 { max } else { min };
            Vec3::new(
                pick(0, self.min.x, self.max.x),
                pick(1, self.min.y, self.max.y),
                pick(2, self.min.z, self.max.z),
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_all_places_that_are_numbers() {
        let places = [
            Vec3::new(1.0, 2.0, 3.0),
            Vec3::new(f64::NAN, 0.0, 0.0),
            Vec3::new(-1.0, 5.0, 0.0),
        ];
        let bounds = Bounds::around(places).unwrap();
        assert_eq!(bounds.min, Vec3::new(-1.0, 2.0, 0.0));
        assert_eq!(bounds.max, Vec3::new(1.0, 5.0, 3.0));
        assert_eq!(bounds.corners()[5], Vec3::new(1.0, 2.0, 3.0));
        assert_eq!(Bounds::around([]), None);
    }
}
