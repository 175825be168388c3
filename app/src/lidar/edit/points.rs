//! The points of a frame: as its tile has them, or as the server has those of a large cloud.

use domain::lidar::Cuboid;
use domain::lidar::edit::{Fitted, Heading, fit};
use pointcloud::tile::Tile;

use crate::lidar::frames;
use crate::lidar::state::Lidar;

/// How many points of a frame are inside a cuboid; `None` if the frame is not here.
///
/// # Errors
/// Of a large cloud, that the server, which has all of its points, could not be asked.
pub async fn inside(lidar: Lidar, frame: u32, cuboid: &Cuboid) -> Result<Option<u64>, String> {
    let Some(loaded) = lidar.loaded(frame) else {
        return Ok(None);
    };
    if let (Some(_), Some(address)) = (&loaded.coarse, lidar.address(frame)) {
        let counted = frames::points_inside(lidar.task_id(), address.url, cuboid.clone()).await;
        return counted.map(Some).map_err(|error| error.to_string());
    }
    let tile = Tile::decode(&loaded.tile).map_err(|error| error.to_string())?;
    let is_inside = cuboid.inside();
    let points = (0..tile.len()).filter_map(|place| tile.position(place));
    let inside = points.filter(|point| is_inside(*point)).count();
    Ok(Some(inside as u64))
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

/// Fits a rough cuboid to the points of its frame; `None` where they are too few, or not here.
///
/// # Errors
/// Of a large cloud, that the server, which has all of its points, could not be asked.
pub async fn fitted(
    lidar: Lidar,
    frame: u32,
    rough: &Cuboid,
    heading: Heading,
) -> Result<Option<Fitted>, String> {
    let Some(loaded) = lidar.loaded(frame) else {
        return Ok(None);
    };
    if let (Some(_), Some(address)) = (&loaded.coarse, lidar.address(frame)) {
        let fitted =
            frames::fit_to_points(lidar.task_id(), address.url, rough.clone(), heading).await;
        return fitted.map_err(|error| error.to_string());
    }
    let tile = Tile::decode(&loaded.tile).map_err(|error| error.to_string())?;
    Ok(fit(rough, heading, tile.places()))
}
