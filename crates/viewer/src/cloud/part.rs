//! Some points of a cloud as a cloud of their own.

use super::{Channel, Cloud};
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
}
