//! Which points of a cloud a cuboid holds.

use domain::lidar::Cuboid;

use crate::cloud::Cloud;

/// How many points are inside a cuboid or on its surface: Scale's `numberOfPoints`.
pub fn points_in_cuboid(cloud: &Cloud, cuboid: &Cuboid) -> usize {
    let inside = cuboid.inside();
    cloud
        .positions()
        .iter()
        .filter(|position| inside(**position))
        .count()
}
