//! The same objects over the frames of a task.

use std::collections::HashMap;

use super::FrameCuboids;

/// An object, and where it is in [`FrameCuboids`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LidarObject {
    /// Of its first cuboid.
    pub label: String,
    /// Frame and place in its list, in the order of frames.
    pub cuboids: Vec<(usize, usize)>,
}

impl LidarObject {
    /// The objects of a task, in the order in which they first appear. Cuboids with one `uuid` are
    /// one object; one without is an object of its own.
    pub fn all(frames: &[FrameCuboids]) -> Vec<Self> {
        let mut objects: Vec<Self> = Vec::new();
        let mut by_uuid = HashMap::<&str, usize>::new();
        for (frame, cuboids) in frames.iter().enumerate() {
            for (place, cuboid) in cuboids.list.iter().enumerate() {
                let next = objects.len();
                let object = match &cuboid.uuid {
                    Some(uuid) => *by_uuid.entry(uuid).or_insert(next),
                    None => next,
                };
                if object == next {
                    objects.push(Self {
                        label: cuboid.label.clone(),
                        cuboids: Vec::new(),
                    });
                }
                objects[object].cuboids.push((frame, place));
            }
        }
        objects
    }

    /// Its place in a frame's list, if it is there.
    pub fn at(&self, frame: usize) -> Option<usize> {
        let here = self.cuboids.iter().find(|(at, _)| *at == frame);
        here.map(|(_, place)| *place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuboids_of_one_uuid_are_one_object_over_all_frames() {
        let cuboid = |uuid: &str| {
            format!(
                r#"{{{uuid}"label":"Car","position":{{"x":1,"y":2,"z":3}},
                     "dimensions":{{"x":1,"y":1,"z":1}},"yaw":0}}"#
            )
        };
        let (a, b, none) = (
            cuboid(r#""uuid":"a","#),
            cuboid(r#""uuid":"b","#),
            cuboid(""),
        );
        let text = format!(r#"[{{"cuboids":[{a},{none}]}},{{"cuboids":[{none},{b},{a}]}}]"#);
        let objects = LidarObject::all(&FrameCuboids::parse(&text).unwrap());
        let places: Vec<_> = objects.iter().map(|object| &object.cuboids[..]).collect();
        assert_eq!(
            places,
            [&[(0, 0), (1, 2)][..], &[(0, 1)], &[(1, 0)], &[(1, 1)]]
        );
        assert_eq!(objects[0].at(1), Some(2));
        assert_eq!(objects[3].at(0), None);
    }
}
