//! Points inside cuboids, against the `numberOfPoints` that the data sets state.
//!
//! The sets counted before their cuboids were rounded to four digits, so a point may be counted
//! otherwise if it is within 0.1 mm of a surface. That is so for 3 of 74 cuboids, by one point. It is
//! no matter of how one counts: with 32 or 64 bits, with both faces, one or none counted as inside,
//! it is the same three, whose points lie 3, 15 and 23 µm outside.

use std::fs;
use std::path::Path;

use domain::lidar::{Cuboid, FrameCuboids};
use pointcloud::points_in_cuboid;

use crate::support::{read_file, unshipped};

/// What rounding moves a surface by, at most, in metres.
const ROUNDING: f64 = 0.000_1;

/// Checks each count, and gives how many cuboids have exactly the stated one.
fn exact(frames: &[&Path], cuboids: &Path) -> usize {
    let cuboids = FrameCuboids::parse(&fs::read_to_string(cuboids).unwrap()).unwrap();
    assert_eq!(cuboids.len(), frames.len());
    let mut exact = 0;
    for (frame, cuboids) in frames.iter().zip(cuboids) {
        assert_eq!(cuboids.problems, []);
        let cloud = read_file(frame).cloud;
        for cuboid in cuboids.list {
            let told = cuboid.number_of_points.unwrap() as usize;
            let grown = |by: f64| Cuboid {
                dimensions: cuboid.dimensions.map(|metres| metres + 2.0 * by),
                ..cuboid.clone()
            };
            let least = points_in_cuboid(&cloud, &grown(-ROUNDING));
            let most = points_in_cuboid(&cloud, &grown(ROUNDING));
            assert!(
                (least..=most).contains(&told),
                "{} {:?}: {least} to {most}, not {told}",
                cuboid.label,
                cuboid.uuid
            );
            exact += usize::from(points_in_cuboid(&cloud, &cuboid) == told);
        }
    }
    exact
}

#[test]
fn cuboids_of_kitti_hold_the_points_they_say() {
    let (Some(frame), Some(cuboids)) = (
        unshipped("kitti/000008.bin"),
        unshipped("kitti/cuboids_000008.json"),
    ) else {
        return;
    };
    assert_eq!(exact(&[&frame], &cuboids), 6 - 1);
}

#[test]
fn cuboids_of_sustech_hold_the_points_they_say() {
    let frame = |number| unshipped(&format!("sustech/lidar/000{number}.pcd"));
    let (Some(a), Some(b), Some(c), Some(cuboids)) = (
        frame(965),
        frame(970),
        frame(975),
        unshipped("sustech/cuboids.json"),
    ) else {
        return;
    };
    assert_eq!(exact(&[&a, &b, &c], &cuboids), 68 - 2);
}
