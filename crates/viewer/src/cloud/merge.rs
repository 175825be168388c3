//! Several frames as one cloud.

use super::{Channel, Cloud};
use crate::{Pose, Vec3};

/// A frame's points in a cloud of several.
#[derive(Debug, Clone, Copy)]
pub struct MergedPart<'a> {
    /// Its points.
    pub cloud: &'a Cloud,
    /// Which frame it is, for [`crate::Coloring::Frame`].
    pub number: u8,
    /// From where to where the points are moved: what was seen from the first pose is put where it
    /// would be seen from the second. `None` leaves it in `world` as it is.
    pub motion: Option<[Pose; 2]>,
}

impl Cloud {
    /// The points of all parts, in the order of these and relative to the origin of the first. Of
    /// columns, those stay that all parts have.
    #[must_use]
    pub fn merged(parts: &[MergedPart]) -> Self {
        let Some(first) = parts.first() else {
            return Self::default();
        };
        let mut positions = Vec::with_capacity(parts.iter().map(|part| part.cloud.len() * 3).sum());
        for part in parts {
            positions.extend(moved(part, first.cloud.origin()));
        }
        let frame = parts
            .iter()
            .flat_map(|part| std::iter::repeat_n(part.number, part.cloud.len()));
        Self {
            origin: first.cloud.origin,
            positions,
            intensity: channel(parts, |cloud| cloud.intensity.as_ref()),
            ring: channel(parts, |cloud| cloud.ring.as_ref()),
            time: channel(parts, |cloud| cloud.time.as_ref()),
            class: bytes(parts, |cloud| cloud.class.as_ref()),
            ground: bytes(parts, |cloud| cloud.ground.as_ref()),
            rgb: bytes(parts, |cloud| cloud.rgb.as_ref()),
            device: bytes(parts, |cloud| cloud.device.as_ref()),
            instance: bytes(parts, |cloud| cloud.instance.as_ref()),
            frame: Some(frame.collect()),
            photo: bytes(parts, |cloud| cloud.photo.as_ref()),
        }
    }
}

/// The part's positions relative to `origin`, in metres.
fn moved(part: &MergedPart, origin: Vec3) -> Vec<f32> {
    let cloud = part.cloud;
    let place = |[x, y, z]: &[f32; 3]| Vec3::new((*x).into(), (*y).into(), (*z).into());
    let [from, to] = match part.motion {
        None if cloud.origin() == origin => return cloud.positions.clone(),
        None => [Pose::IDENTITY; 2],
        Some(motion) => motion,
    };
    cloud
        .triples()
        .iter()
        .flat_map(|point| {
            let world = to.to_world(from.to_body(place(point) + cloud.origin()));
            let place: [f64; 3] = (world - origin).into();
            place.map(|part| part as f32)
        })
        .collect()
}

fn bytes(parts: &[MergedPart], column: fn(&Cloud) -> Option<&Vec<u8>>) -> Option<Vec<u8>> {
    let columns: Option<Vec<&Vec<u8>>> = parts.iter().map(|part| column(part.cloud)).collect();
    Some(columns?.into_iter().flatten().copied().collect())
}

/// Columns of one scale are joined as they are; others are measured anew.
fn channel(parts: &[MergedPart], column: fn(&Cloud) -> Option<&Channel>) -> Option<Channel> {
    let columns: Option<Vec<&Channel>> = parts.iter().map(|part| column(part.cloud)).collect();
    let columns = columns?;
    let scale = |channel: &Channel| (channel.offset.to_bits(), channel.step.to_bits());
    let first = columns.first()?;
    if columns.iter().all(|column| scale(column) == scale(first)) {
        return Some(Channel {
            raw: columns
                .iter()
                .flat_map(|column| &column.raw)
                .copied()
                .collect(),
            ..**first
        });
    }
    let values: Vec<f32> = columns.iter().flat_map(|column| column.values()).collect();
    Some(Channel::quantized(&values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cloud(x: f32, origin: f64) -> Cloud {
        Cloud {
            origin: [origin, 0.0, 0.0],
            positions: vec![x, 0.0, 0.0],
            ring: Some(Channel::counts(vec![3])),
            ..Cloud::default()
        }
    }

    #[test]
    fn frames_join_in_world_whatever_their_origins() {
        let (one, other) = (cloud(1.0, 1000.0), cloud(5.0, 990.0));
        let part = |cloud, number| MergedPart {
            cloud,
            number,
            motion: None,
        };
        let merged = Cloud::merged(&[part(&one, 0), part(&other, 1)]);
        assert_eq!(merged.check(), Ok(()));
        assert_eq!(merged.position(0), one.position(0));
        assert_eq!(merged.position(1), other.position(0));
        assert_eq!(merged.frame, Some(vec![0, 1]));
        assert_eq!(merged.ring.map(|ring| ring.raw), Some(vec![3, 3]));
    }

    #[test]
    fn what_was_ahead_of_the_device_is_ahead_of_it_in_the_shown_frame() {
        // Then the device stood at x = 10 and faced along +x; now it stands at the origin and
        // faces along +y: a quarter turn to the left.
        let quarter = std::f64::consts::FRAC_1_SQRT_2;
        let then = Pose::new(Vec3::new(10.0, 0.0, 0.0), [1.0, 0.0, 0.0, 0.0]);
        let now = Pose::new(Vec3::new(0.0, 0.0, 0.0), [quarter, 0.0, 0.0, quarter]);
        let seen = cloud(14.0, 0.0);
        let merged = Cloud::merged(&[MergedPart {
            cloud: &seen,
            number: 0,
            motion: Some([then, now]),
        }]);
        let [x, y, z] = merged.position(0).unwrap().into();
        assert!(
            x.abs() < 1e-6 && (y - 4.0).abs() < 1e-6 && z.abs() < 1e-6,
            "{x} {y} {z}"
        );
    }

    #[test]
    fn columns_that_a_part_lacks_are_left_out_and_scales_are_made_one() {
        let mut one = cloud(1.0, 0.0);
        one.intensity = Some(Channel::quantized(&[0.5]));
        let mut other = cloud(2.0, 0.0);
        other.intensity = Some(Channel::shares(vec![u16::MAX]));
        other.class = Some(vec![4]);
        let part = |cloud| MergedPart {
            cloud,
            number: 0,
            motion: None,
        };
        let merged = Cloud::merged(&[part(&one), part(&other)]);
        assert_eq!(merged.class, None);
        let intensity = merged.intensity.unwrap();
        assert_eq!(intensity.value(0), Some(0.5));
        assert!((intensity.value(1).unwrap() - 1.0).abs() < 1e-4);
    }
}
