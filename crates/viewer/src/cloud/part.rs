//! Parts of a cloud: taken out, added, and left out.

use std::ops::Range;

use super::{Channel, Cloud, CloudError};
use crate::CuboidShape;

impl Cloud {
    /// The points in a cuboid and up to `room` metres around it, with all that is known of them: a
    /// small cloud for views of one object, whose points are in the same order.
    #[must_use]
    pub fn around(&self, shape: &CuboidShape, room: f64) -> Self {
        let half = shape.dimensions.map(|length| length / 2.0 + room);
        let kept: Vec<usize> = (0..self.len())
            .filter(|point| {
                self.position(*point).is_some_and(|world| {
                    let place = shape.to_box(world);
                    place.x.abs() <= half.x && place.y.abs() <= half.y && place.z.abs() <= half.z
                })
            })
            .collect();
        let channel = |channel: &Option<Channel>| {
            channel.as_ref().map(|channel| Channel {
                raw: kept.iter().map(|point| channel.raw[*point]).collect(),
                ..*channel
            })
        };
        let bytes = |column: &Option<Vec<u8>>| -> Option<Vec<u8>> {
            let column = column.as_ref()?;
            Some(kept.iter().map(|point| column[*point]).collect())
        };
        let colors = |rgb: &Vec<u8>| {
            let colors = rgb.as_chunks::<3>().0;
            kept.iter().flat_map(|point| colors[*point]).collect()
        };
        Self {
            origin: self.origin,
            positions: kept
                .iter()
                .flat_map(|point| self.triples()[*point])
                .collect(),
            intensity: channel(&self.intensity),
            ring: channel(&self.ring),
            time: channel(&self.time),
            class: bytes(&self.class),
            ground: bytes(&self.ground),
            rgb: self.rgb.as_ref().map(colors),
            device: bytes(&self.device),
            instance: bytes(&self.instance),
            frame: bytes(&self.frame),
            photo: self.photo.as_ref().map(colors),
        }
    }
}

impl Cloud {
    /// Adds the points of a part of the same cloud: one with the same origin, the same columns, and
    /// channels with the same offset and step.
    ///
    /// # Errors
    /// [`CloudError::Foreign`] where it is no such part; nothing is added then.
    pub fn append(&mut self, part: &Self) -> Result<Range<usize>, CloudError> {
        part.check()?;
        self.check_part(part)?;
        let first = self.len();
        self.positions.extend(&part.positions);
        for (own, added) in [
            (&mut self.intensity, &part.intensity),
            (&mut self.ring, &part.ring),
            (&mut self.time, &part.time),
        ] {
            if let (Some(own), Some(added)) = (own, added) {
                own.raw.extend(&added.raw);
            }
        }
        for (own, added) in [
            (&mut self.class, &part.class),
            (&mut self.ground, &part.ground),
            (&mut self.rgb, &part.rgb),
            (&mut self.device, &part.device),
            (&mut self.instance, &part.instance),
            (&mut self.frame, &part.frame),
            (&mut self.photo, &part.photo),
        ] {
            if let (Some(own), Some(added)) = (own, added) {
                own.extend(added);
            }
        }
        Ok(first..self.len())
    }

    fn check_part(&self, part: &Self) -> Result<(), CloudError> {
        let differ = |one: &Option<Channel>, other: &Option<Channel>| match (one, other) {
            (None, None) => false,
            (Some(one), Some(other)) => (one.offset, one.step) != (other.offset, other.step),
            _ => true,
        };
        let column = [
            (
                "origin",
                self.origin.map(f64::to_bits) != part.origin.map(f64::to_bits),
            ),
            ("intensity", differ(&self.intensity, &part.intensity)),
            ("ring", differ(&self.ring, &part.ring)),
            ("time", differ(&self.time, &part.time)),
            ("class", self.class.is_some() != part.class.is_some()),
            ("ground", self.ground.is_some() != part.ground.is_some()),
            ("rgb", self.rgb.is_some() != part.rgb.is_some()),
            ("device", self.device.is_some() != part.device.is_some()),
            (
                "instance",
                self.instance.is_some() != part.instance.is_some(),
            ),
            ("frame", self.frame.is_some() != part.frame.is_some()),
            ("photo", self.photo.is_some() != part.photo.is_some()),
        ]
        .into_iter()
        .find(|(_, differs)| *differs);
        match column {
            None => Ok(()),
            Some((column, _)) => Err(CloudError::Foreign { column }),
        }
    }

    /// Leaves out all points but those of these ranges, which are in order.
    pub fn keep(&mut self, ranges: &[Range<usize>]) {
        keep(&mut self.positions, ranges, 3);
        for channel in [&mut self.intensity, &mut self.ring, &mut self.time]
            .into_iter()
            .flatten()
        {
            keep(&mut channel.raw, ranges, 1);
        }
        let numbers = [
            &mut self.class,
            &mut self.ground,
            &mut self.device,
            &mut self.instance,
            &mut self.frame,
        ];
        for column in numbers.into_iter().flatten() {
            keep(column, ranges, 1);
        }
        for colors in [&mut self.rgb, &mut self.photo].into_iter().flatten() {
            keep(colors, ranges, 3);
        }
    }
}

/// Moves what is kept of a column to its front, without another column.
fn keep<T: Copy>(column: &mut Vec<T>, ranges: &[Range<usize>], width: usize) {
    let mut length = 0;
    for range in ranges {
        let (from, to) = (range.start * width, range.end * width);
        column.copy_within(from..to, length);
        length += to - from;
    }
    column.truncate(length);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Vec3;

    #[test]
    fn the_points_around_a_cuboid_keep_what_is_known_of_them() {
        let cloud = Cloud {
            origin: [100.0, 0.0, 0.0],
            positions: vec![0.0, 0.0, 0.0, 5.0, 0.0, 0.0, 1.4, 0.0, 0.0],
            ring: Some(Channel::counts(vec![7, 8, 9])),
            class: Some(vec![1, 2, 3]),
            rgb: Some(vec![1, 1, 1, 2, 2, 2, 3, 3, 3]),
            ..Cloud::default()
        };
        let shape = CuboidShape::upright(Vec3::new(100.0, 0.0, 0.0), Vec3::new(2.0, 2.0, 2.0), 0.0);
        let part = cloud.around(&shape, 0.5);
        assert_eq!(part.check(), Ok(()));
        assert_eq!(part.position(1), cloud.position(2));
        assert_eq!(part.ring.map(|ring| ring.raw), Some(vec![7, 9]));
        assert_eq!(part.class, Some(vec![1, 3]));
        assert_eq!(part.rgb, Some(vec![1, 1, 1, 3, 3, 3]));
        assert_eq!(cloud.around(&shape, 0.0).len(), 1);
    }

    #[test]
    fn parts_come_and_go_with_all_columns() {
        let part = |x: f32, ring: u16| Cloud {
            origin: [100.0, 0.0, 0.0],
            positions: vec![x, 0.0, 0.0, x, 1.0, 0.0],
            ring: Some(Channel::counts(vec![ring; 2])),
            rgb: Some(vec![ring as u8; 6]),
            ..Cloud::default()
        };
        let mut cloud = part(1.0, 1);
        assert_eq!(cloud.append(&part(2.0, 2)), Ok(2..4));
        assert_eq!(cloud.append(&part(3.0, 3)), Ok(4..6));
        cloud.keep(&[0..1, 4..6]);
        assert_eq!(cloud.check(), Ok(()));
        let rings = cloud.ring.as_ref().unwrap();
        assert_eq!(rings.raw, [1, 3, 3]);
        assert_eq!(cloud.position(2), Some(Vec3::new(103.0, 1.0, 0.0)));
        let bare = Cloud {
            ring: None,
            ..part(4.0, 4)
        };
        let refused = cloud.append(&bare).unwrap_err().to_string();
        assert!(refused.contains("`ring`"), "{refused}");
        assert_eq!(cloud.len(), 3);
    }
}
