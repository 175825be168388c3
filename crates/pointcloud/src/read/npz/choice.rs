//! Which array of an archive is the cloud, by name and shape.

use crate::read::npy::Array;

/// Names of arrays of points, the most telling first.
const POINTS: [&str; 18] = [
    "points",
    "point_cloud",
    "pointcloud",
    "positions",
    "xyz",
    "lidar",
    "lidar_points",
    "velodyne",
    "pcd",
    "cloud",
    "pc",
    "pts",
    "coords",
    "coord",
    "position",
    "pos",
    "data",
    "arr_0",
];

/// How names of points may end.
const ENDINGS: [&str; 6] = ["points", "point_cloud", "pointcloud", "pcd", "xyz", "lidar"];

/// What is in names of arrays that are of the same shapes but no points.
const NO_POINTS: [&str; 34] = [
    "pose",
    "transform",
    "matrix",
    "calib",
    "extrinsic",
    "intrinsic",
    "rotation",
    "translation",
    "quaternion",
    "heading",
    "box",
    "cuboid",
    "color",
    "colour",
    "rgb",
    "normal",
    "label",
    "intensit",
    "mask",
    "camera",
    "image",
    "img",
    "velocit",
    "flow",
    "ego",
    "odom",
    "traj",
    "center",
    "centre",
    "corner",
    "dimension",
    "size",
    "face",
    "triangle",
];

/// How likely an array is the cloud, the least the most; `None` for one that is none.
pub(super) fn rank(name: &str, array: &Array) -> Option<usize> {
    let name = name.to_ascii_lowercase();
    match array.width() {
        None => {
            let names = array.names();
            let has = |axis: &&str| names.iter().any(|name| name.eq_ignore_ascii_case(axis));
            if !["x", "y", "z"].iter().all(has) {
                return None;
            }
        }
        Some(width) if width >= 3 => {}
        Some(_) => return None,
    }
    if let Some(place) = POINTS.iter().position(|point| *point == name) {
        return Some(place);
    }
    let known = POINTS.len();
    if ENDINGS.iter().any(|end| name.ends_with(end)) {
        return Some(known);
    }
    let is_other = NO_POINTS.iter().any(|part| name.contains(part))
        || name.starts_with("t_")
        || name.starts_with("tf_")
        || matches!(name.as_str(), "k" | "r" | "t" | "p" | "tr");
    // A matrix has as few rows as a cloud seldom has.
    let is_matrix = array.width().is_some_and(|width| width <= 4) && array.points() <= 4;
    (!is_other).then_some(if is_matrix { known + 2 } else { known + 1 })
}
