//! Points inside cuboids, against the `numberOfPoints` that the data sets state.
//!
//! They are of cuboids that were rounded to four digits afterwards. The points of three lie 3, 15 and
//! 23 µm outside what was rounded, within what the rounding of dimensions leaves open.

use std::fs;
use std::path::Path;

use domain::lidar::FrameCuboids;
use pointcloud::points_in_cuboid;

use crate::support::{read_file, unshipped};

/// Checks each count, and gives how many there were.
fn check(frames: &[&Path], cuboids: &Path) -> usize {
    let cuboids = FrameCuboids::parse(&fs::read_to_string(cuboids).unwrap()).unwrap();
    assert_eq!(cuboids.len(), frames.len());
    let mut checked = 0;
    for (frame, cuboids) in frames.iter().zip(cuboids) {
        assert_eq!(cuboids.problems, []);
        let cloud = read_file(frame).cloud;
        for cuboid in cuboids.list {
            let told = cuboid.number_of_points.unwrap();
            let counted = points_in_cuboid(&cloud, &cuboid) as u64;
            assert_eq!(counted, told, "{} {:?}", cuboid.label, cuboid.uuid);
            checked += 1;
        }
    }
    checked
}

#[test]
fn cuboids_of_kitti_hold_the_points_they_say() {
    let (Some(frame), Some(cuboids)) = (
        unshipped("kitti/000008.bin"),
        unshipped("kitti/cuboids_000008.json"),
    ) else {
        return;
    };
    assert_eq!(check(&[&frame], &cuboids), 6);
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
    assert_eq!(check(&[&a, &b, &c], &cuboids), 68);
}
