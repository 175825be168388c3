//! The points of a frame, as its tile has them.

use domain::lidar::Cuboid;
use domain::lidar::edit::{Fitted, fit, fit_heading};
use pointcloud::tile::Tile;

use crate::lidar::state::Lidar;

/// How many points of a frame are inside a cuboid; `None` if the frame is not here.
pub fn inside(lidar: Lidar, frame: u32, cuboid: &Cuboid) -> Option<u64> {
    let loaded = lidar.loaded(frame)?;
    let tile = Tile::decode(&loaded.tile).ok()?;
    let is_inside = cuboid.inside();
    let points = (0..tile.len()).filter_map(|place| tile.position(place));
    Some(points.filter(|point| is_inside(*point)).count() as u64)
}

/// How far a cuboid is from the device, metres to the millimetre; `None` where nobody knows.
pub fn distance(lidar: Lidar, frame: u32, cuboid: &Cuboid) -> Option<f64> {
    let device: [f64; 3] = lidar.loaded(frame)?.facts.info.device_position?.into();
    let reach = std::array::from_fn::<f64, 3, _>(|axis| cuboid.position[axis] - device[axis]);
    let metres = reach
        .iter()
        .map(|metres| metres * metres)
        .sum::<f64>()
        .sqrt();
    Some((metres * 1e3).round() / 1e3)
}

/// Fits a rough cuboid to the points of its frame, in its own heading.
pub fn fitted(lidar: Lidar, frame: u32, rough: &Cuboid) -> Option<Fitted> {
    fit(rough, with_ground(lidar, frame)?)
}

/// Fits a rough cuboid to the points of its frame, and turns it as they lie.
pub fn fitted_and_turned(lidar: Lidar, frame: u32, rough: &Cuboid) -> Option<Fitted> {
    fit_heading(rough, with_ground(lidar, frame)?)
}

/// The points of a frame in `world`, and whether each is ground where that is known.
fn with_ground(lidar: Lidar, frame: u32) -> Option<Vec<([f64; 3], Option<bool>)>> {
    let loaded = lidar.loaded(frame)?;
    let tile = Tile::decode(&loaded.tile).ok()?;
    let ground: Option<Vec<bool>> = tile.ground().map(Iterator::collect);
    let is_ground = |place: usize| ground.as_ref()?.get(place).copied();
    let points =
        (0..tile.len()).filter_map(|place| Some((tile.position(place)?, is_ground(place))));
    Some(points.collect())
}
