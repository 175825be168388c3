//! Tiles: what comes out is what went in, and nothing else comes out.

#![allow(clippy::float_cmp, reason = "what is kept exactly is compared exactly")]

use pointcloud::tile::{Numbers, Tile, TileError, encode};
use pointcloud::{Cloud, Point};
use proptest::prelude::*;

fn cloud(points: impl IntoIterator<Item = Point>) -> Cloud {
    let mut cloud = Cloud::new();
    for point in points {
        cloud.push(point);
    }
    cloud
}

fn at(position: [f64; 3]) -> Point {
    Point {
        position,
        ..Point::default()
    }
}

/// Points around a place anywhere on earth, within some extent.
fn scenes() -> impl Strategy<Value = Vec<Point>> {
    let place = [-1e6..1e6_f64, -1e7..1e7_f64, -100.0..5000.0_f64];
    (place, -3..5_i32, any::<[bool; 8]>()).prop_flat_map(|(place, size, has)| {
        let extent = 10_f64.powi(size);
        let axis = move |axis: usize| place[axis] - extent..=place[axis] + extent;
        let point = (
            [axis(0), axis(1), axis(2)],
            0.0..=1.0_f32,
            any::<([u8; 3], u16, u8, u8, bool, u16)>(),
            1_700_000_000_000_000_000..1_700_000_000_100_000_000_i64,
        );
        let point = point.prop_map(move |(position, intensity, rest, time)| Point {
            position,
            intensity: has[0].then_some(intensity),
            color: has[1].then_some(rest.0),
            ring: has[2].then_some(rest.1),
            time: has[3].then_some(time),
            // One in two clouds has classes that fit a byte.
            classification: has[4].then_some(if has[7] { rest.5 } else { rest.2.into() }),
            instance: has[7].then_some(rest.5),
            device: has[5].then_some(rest.3),
            ground: has[6].then_some(rest.4),
        });
        proptest::collection::vec(point, 0..60)
    })
}

proptest! {
    #[test]
    fn a_tile_tells_what_the_cloud_told(points in scenes()) {
        let cloud = cloud(points);
        let bytes = encode(&cloud);
        let tile = Tile::decode(&bytes).unwrap();
        prop_assert_eq!(tile.len(), cloud.len());
        prop_assert!(tile.scale() <= 0.001);
        let floats = tile.positions_f32();
        for (place, position) in cloud.positions().iter().enumerate() {
            let read = tile.position(place).unwrap();
            for axis in 0..3 {
                // 1e-8: what a 64-bit float at 10,000 km loses by itself.
                let off = (read[axis] - position[axis]).abs();
                prop_assert!(off <= tile.scale() / 2.0 + 1e-8, "off by {off}");
                let near = f64::from(floats[place * 3 + axis]) + tile.origin()[axis];
                let float = f64::from(floats[place * 3 + axis].next_up() - floats[place * 3 + axis]);
                prop_assert!((near - read[axis]).abs() <= float + 1e-8);
            }
        }
        prop_assert_eq!(tile.color(), cloud.color());
        prop_assert_eq!(tile.ring().map(Iterator::collect), cloud.ring().map(<[u16]>::to_vec));
        prop_assert_eq!(tile.time().map(Iterator::collect), cloud.time().map(<[i64]>::to_vec));
        let numbers = |numbers: Option<Numbers>| -> Option<Vec<u32>> { Some(numbers?.iter().collect()) };
        let wide = |list: Option<&[u16]>| -> Option<Vec<u32>> {
            Some(list?.iter().copied().map(u32::from).collect())
        };
        prop_assert_eq!(numbers(tile.classification()), wide(cloud.classification()));
        prop_assert_eq!(numbers(tile.instance()), wide(cloud.instance()));
        prop_assert_eq!(tile.device(), cloud.device());
        prop_assert_eq!(tile.ground().map(Iterator::collect), cloud.ground().map(<[bool]>::to_vec));
        prop_assert_eq!(tile.intensity().is_some(), cloud.intensity().is_some());
        if let (Some(read), Some(told)) = (tile.intensity(), cloud.intensity()) {
            for (read, told) in read.values().into_iter().zip(told) {
                prop_assert!((read - told).abs() <= 1.0 / 65_535.0);
            }
        }
    }

    #[test]
    fn a_changed_tile_is_read_or_refused(
        points in scenes(),
        changes in proptest::collection::vec(any::<(prop::sample::Index, u8)>(), 1..8),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encode(&cloud(points));
        for (place, byte) in changes {
            let place = place.index(bytes.len().min(400));
            bytes[place] = byte;
        }
        for bytes in [&bytes[..], &bytes[..cut.index(bytes.len())]] {
            if let Ok(tile) = Tile::decode(bytes) {
                tile.positions_f32();
                tile.time().map(Iterator::count);
                tile.ground().map(Iterator::count);
            }
        }
    }
}

#[test]
fn coordinates_of_a_map_projection_keep_their_millimetres() {
    let near = [500_000.123, 4_649_776.457, 233.004];
    let far = [500_180.999, 4_649_900.001, 240.5];
    let bytes = encode(&cloud([at(near), at(far)]));
    let tile = Tile::decode(&bytes).unwrap();
    for (place, told) in [near, far].into_iter().enumerate() {
        let read = tile.position(place).unwrap();
        for axis in 0..3 {
            assert!((read[axis] - told[axis]).abs() <= 0.0005 + 1e-9);
        }
    }
    assert_eq!(tile.origin(), near);
    let bounds = tile.bounds().unwrap();
    assert_eq!(bounds.min, near);
    assert!((bounds.max[0] - far[0]).abs() <= 0.0005 + 1e-9);
}

#[test]
fn a_street_scene_takes_eight_bytes_a_position() {
    let bytes = encode(&cloud([at([-90.0, -70.0, -3.0]), at([110.0, 80.0, 12.0])]));
    let tile = Tile::decode(&bytes).unwrap();
    assert!(matches!(
        tile.axes(),
        [Numbers::U24(_), Numbers::U24(_), Numbers::U16(_)]
    ));
}

#[test]
fn classes_that_fit_a_byte_take_one() {
    let length = |classes: [u16; 8]| {
        let points = classes.map(|class| Point {
            classification: Some(class),
            ..Point::default()
        });
        let bare = encode(&cloud(classes.map(|_| Point::default())));
        // The entry of the plane takes 32 bytes.
        encode(&cloud(points)).len() - bare.len() - 32
    };
    assert_eq!(length([0, 40, 48, 70, 252, 253, 254, 255]), 8);
    assert_eq!(length([0, 40, 48, 70, 252, 253, 254, 256]), 16);
}

#[test]
fn whole_intensities_are_kept_exactly() {
    for values in [vec![3.0, 0.0, 255.0], vec![0.0, 65_535.0, 1_234.0]] {
        let bytes = encode(&cloud(values.iter().map(|value| Point {
            intensity: Some(*value),
            ..Point::default()
        })));
        let read = Tile::decode(&bytes).unwrap().intensity().unwrap().values();
        assert_eq!(read, values);
    }
}

#[test]
fn times_that_span_a_day_keep_microseconds() {
    let times = [0, 86_400_000_000_000, 43_200_123_456_789];
    let bytes = encode(&cloud(times.map(|time| Point {
        time: Some(time),
        ..Point::default()
    })));
    let tile = Tile::decode(&bytes).unwrap();
    for (read, told) in tile.time().unwrap().zip(times) {
        assert!(read.abs_diff(told) < 25_000, "{read} and {told}");
    }
}

#[test]
fn planes_of_an_unknown_kind_are_skipped() {
    let mut bytes = encode(&cloud([Point {
        ring: Some(4),
        ..Point::default()
    }]));
    // The fourth plane, the ring, becomes something of the future.
    let entry = 48 + 3 * 32;
    bytes[entry..entry + 4].copy_from_slice(&[0xff, 0x7f, 0x63, 0]);
    let tile = Tile::decode(&bytes).unwrap();
    assert_eq!(tile.len(), 1);
    assert!(tile.ring().is_none());
}

#[test]
fn a_tile_that_lies_about_its_points_is_refused() {
    let mut bytes = encode(&cloud([at([1.0, 2.0, 3.0])]));
    bytes[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(matches!(
        Tile::decode(&bytes),
        Err(TileError::Length {
            points: u32::MAX,
            ..
        })
    ));
}

#[test]
fn a_cloud_without_points_has_a_tile() {
    let bytes = encode(&Cloud::new());
    let tile = Tile::decode(&bytes).unwrap();
    assert!(tile.is_empty());
    assert!(tile.positions_f32().is_empty());
}
