//! Levels of detail: nothing is lost, and the coarse is an even sample of the fine.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use pointcloud::tile::Tile;
use pointcloud::{Cloud, Levels, Point};

/// A street: ground, a wall, and a heap of points in one place, 300,000 in all.
fn street() -> Cloud {
    let mut cloud = Cloud::new();
    for place in 0..300_000_u32 {
        let (a, b) = (f64::from(place % 547), f64::from(place / 547));
        let position = match place % 10 {
            0 => [500_000.0 + a * 0.0001, 4_649_776.0, 233.0],
            1..=3 => [500_000.0 + a * 0.1, 4_649_800.0, 233.0 + b * 0.01],
            _ => [500_000.0 + a * 0.2, 4_649_776.0 + b * 0.11, 233.0],
        };
        cloud.push(Point {
            position,
            ring: Some((place % 64) as u16),
            time: Some(i64::from(place)),
            ..Point::default()
        });
    }
    cloud
}

#[test]
fn every_point_is_in_exactly_one_chunk() {
    let cloud = street();
    let levels = Levels::of(&cloud);
    let mut seen = vec![false; cloud.len()];
    let mut next = 0;
    for chunk in levels.chunks() {
        assert_eq!(chunk.points.start, next);
        next = chunk.points.end;
        for place in chunk.points.clone() {
            let point = levels.cloud().point(place as usize);
            // The time tells which point of the street it was.
            let original = point.time.unwrap() as usize;
            assert_eq!(point, cloud.point(original));
            assert!(!std::mem::replace(&mut seen[original], true));
            for axis in 0..3 {
                let inside = point.position[axis] - chunk.min[axis];
                assert!((-1e-6..=chunk.side + 1e-6).contains(&inside));
            }
        }
    }
    assert!(seen.into_iter().all(|seen| seen));
}

#[test]
fn coarse_levels_are_an_even_sample_of_all() {
    let levels = Levels::of(&street());
    let chunks = levels.chunks();
    assert!(chunks.iter().map(|chunk| chunk.level).max().unwrap() >= 2);
    assert!(chunks.is_sorted_by_key(|chunk| chunk.level));
    // What a chunk leaves to its children is near to what it keeps.
    for chunk in chunks.iter().skip(1).step_by(7) {
        let parent = &chunks[chunk.parent.unwrap() as usize];
        assert_eq!(chunk.level, parent.level + 1);
        let kept = &levels.cloud().positions()[range(&parent.points)];
        for position in levels.cloud().positions()[range(&chunk.points)]
            .iter()
            .step_by(97)
        {
            let nearest = kept
                .iter()
                .map(|other| {
                    (0..3)
                        .map(|axis| (other[axis] - position[axis]).powi(2))
                        .sum::<f64>()
                })
                .fold(f64::MAX, f64::min)
                .sqrt();
            assert!(nearest <= parent.spacing * 3_f64.sqrt() + 1e-6);
        }
    }
}

fn range(points: &std::ops::Range<u32>) -> std::ops::Range<usize> {
    points.start as usize..points.end as usize
}

#[test]
fn a_chunk_is_a_tile_with_all_attributes() {
    let levels = Levels::of(&street());
    for (place, chunk) in levels.chunks().iter().enumerate() {
        let bytes = levels.tile(place).unwrap();
        let tile = Tile::decode(&bytes).unwrap();
        assert_eq!(tile.len(), chunk.points.len());
        assert!(tile.ring().is_some() && tile.time().is_some());
    }
    assert_eq!(levels.tile(levels.chunks().len()), None);
}

#[test]
fn points_in_one_place_end_somewhere() {
    let mut cloud = Cloud::new();
    for x in [0.0, 1e-12, 8000.0] {
        for _ in 0..40_000 {
            cloud.push(Point {
                position: [x, 0.0, 0.0],
                ..Point::default()
            });
        }
    }
    let levels = Levels::of(&cloud);
    assert_eq!(levels.cloud().len(), 120_000);
    assert!(Levels::of(&Cloud::new()).chunks().is_empty());
}
