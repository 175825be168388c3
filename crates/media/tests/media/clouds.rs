//! Lidar frames, as browsers get them.

use domain::lidar::Cuboid;
use domain::lidar::edit::{Heading, MOST_POINTS, fit};
use media::{Clouds, Coding};
use pointcloud::tile::Tile;
use serde_json::json;

use crate::files::Shelf;

const POINTS: u32 = 600_000;

/// A hall with a floor and a wall, as KITTI lays it out.
fn hall() -> Vec<u8> {
    (0..POINTS)
        .flat_map(|place| {
            let (a, b) = ((place % 1000) as f32 * 0.05, (place / 1000) as f32 * 0.05);
            let place = if place % 3 == 0 {
                [a, 30.0, b]
            } else {
                [a, b, 0.0]
            };
            [place[0], place[1], place[2], 0.5]
        })
        .flat_map(f32::to_le_bytes)
        .collect()
}

fn cuboid() -> Cuboid {
    let object = json!({
        "label": "Car", "position": {"x": 20.0, "y": 28.0, "z": 1.0},
        "dimensions": {"x": 7.3, "y": 11.1, "z": 4.7}, "yaw": 0.3,
    });
    Cuboid::read(&object).unwrap()
}

#[tokio::test]
async fn the_chunks_of_a_large_cloud_have_each_point_once() {
    let shelf = Shelf::new();
    let blob = shelf.blobs.put_bytes(hall().into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    let facts = clouds.facts(blob, "hall.bin").await.unwrap();
    let levels = facts.levels.unwrap();
    assert_eq!(levels.intensity, Some([0.5, 0.5]));
    let last = levels.chunks.last().unwrap().bytes[1];
    let pack = clouds.part(blob, "hall.bin", 0..last, None).await.unwrap();
    let mut points = 0;
    for chunk in &levels.chunks {
        let [from, to] = chunk.bytes.map(|at| at as usize);
        let tile = Tile::decode(&pack[from..to]).unwrap();
        assert_eq!(tile.len(), chunk.points as usize);
        points += tile.len();
    }
    assert_eq!(points, POINTS as usize);
    let packed = clouds
        .part(blob, "hall.bin", 0..last, Some(Coding::Gzip))
        .await
        .unwrap();
    assert!(packed.len() < pack.len());
    let beyond = clouds.part(blob, "hall.bin", last..last + 1, None);
    let beyond = beyond.await.unwrap_err();
    assert!(beyond.to_string().contains("bytes="), "{beyond}");
}

#[tokio::test]
async fn all_points_are_counted_in_a_cuboid_of_a_large_cloud() {
    let shelf = Shelf::new();
    let blob = shelf.blobs.put_bytes(hall().into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    let cuboid = cuboid();
    let counted = clouds
        .points_inside(blob, "hall.bin", &cuboid)
        .await
        .unwrap();
    let tile = clouds.tile(blob, "hall.bin", None).await.unwrap();
    let tile = Tile::decode(&tile).unwrap();
    let inside = cuboid.inside();
    let expected = (0..tile.len()).filter(|place| inside(tile.position(*place).unwrap()));
    assert_eq!(counted, expected.count() as u64);
    assert!(counted > 10_000);
}

#[tokio::test]
async fn a_cuboid_is_fitted_to_all_points_of_a_large_cloud() {
    let shelf = Shelf::new();
    let blob = shelf.blobs.put_bytes(hall().into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    let fitted = clouds
        .fitted(blob, "hall.bin", (cuboid(), Heading::Kept))
        .await
        .unwrap();
    let tile = clouds.tile(blob, "hall.bin", None).await.unwrap();
    let tile = Tile::decode(&tile).unwrap();
    let points = (0..tile.len()).map(|place| (tile.position(place).unwrap(), None));
    // Each chunk has steps of its own, so that places differ a little.
    let (fitted, expected) = (
        fitted.unwrap(),
        fit(&cuboid(), Heading::Kept, points).unwrap(),
    );
    assert_eq!(fitted.points, expected.points);
    for axis in 0..3 {
        let off = fitted.cuboid.position[axis] - expected.cuboid.position[axis];
        assert!(off.abs() < 0.002, "{off}");
    }
}

/// Like [`hall`], with three of four points 1 to 5.9 m above the floor.
fn hall_of_shelves() -> Vec<u8> {
    (0..POINTS)
        .flat_map(|place| {
            let (a, b) = ((place % 1000) as f32 * 0.05, (place / 1000) as f32 * 0.05);
            let shelf = (place / 4 % 50) as f32 * 0.1;
            let height = if place % 4 == 0 { 0.0 } else { 1.0 + shelf };
            [a, b, height, 0.5]
        })
        .flat_map(f32::to_le_bytes)
        .collect()
}

#[tokio::test]
async fn a_cuboid_around_a_large_cloud_is_fitted_to_a_share_of_its_points_and_counts_all() {
    let shelf = Shelf::new();
    let frame = hall_of_shelves();
    let blob = shelf.blobs.put_bytes(frame.into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    let around = Cuboid {
        position: [25.0, 15.0, 3.0],
        dimensions: [60.0, 40.0, 10.0],
        yaw: 0.0,
        ..cuboid()
    };
    let fitted = clouds.fitted(blob, "hall.bin", (around, Heading::Kept));
    let fitted = fitted.await.unwrap().unwrap();
    let above_the_floor = POINTS as usize / 4 * 3;
    assert!(above_the_floor > MOST_POINTS);
    assert_eq!(fitted.points, above_the_floor);
    // 0.2 % of its points may be stray at each side.
    let expected = [49.95 * 0.996 + 0.04, 29.95 * 0.996 + 0.04, 5.92];
    for (found, expected) in fitted.cuboid.dimensions.into_iter().zip(expected) {
        assert!((found - expected).abs() < 0.1, "{found} {expected}");
    }
}

#[tokio::test]
async fn the_labels_of_each_frame_are_read_from_one_answer() {
    let shelf = Shelf::new();
    let answer = json!({
        "objects": [{"label": "Car", "index": 1}],
        "point_objects": [[0, 1, 1], [1, 7]],
    });
    let bytes = answer.to_string().into_bytes();
    let blob = shelf.blobs.put_bytes(bytes.into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    // The second time from what was kept.
    for _ in 0..2 {
        let labels = clouds.labels(blob, 0).await.unwrap();
        assert_eq!(labels.classes(), [0, 1, 1]);
        let wrong = clouds.labels(blob, 1).await.unwrap_err().to_string();
        assert!(wrong.contains("point_objects[1][1]"), "{wrong}");
        let missing = clouds.labels(blob, 2).await.unwrap_err().to_string();
        assert!(missing.contains("point_objects[2]"), "{missing}");
    }
}

#[tokio::test]
async fn an_answer_that_counts_all_points_of_the_file_fits_the_kept_ones() {
    let shelf = Shelf::new();
    let data = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../pointcloud/tests/data/reports/"
    );
    let put = async |name: &str| {
        let bytes = std::fs::read(format!("{data}{name}")).unwrap();
        shelf.blobs.put_bytes(bytes.into()).await.unwrap().id
    };
    let frame = put("pcd_nan_text.pcd").await;
    let answer = put("segmentation_of_pcd_nan_text.json").await;
    let clouds = Clouds::new(shelf.blobs.clone());
    for _ in 0..2 {
        let labels = clouds.labels_of(answer, 0, (frame, "a.pcd")).await.unwrap();
        assert_eq!(labels.labels(), ["", "Road", "Car"]);
        assert_eq!(labels.classes(), [1, 2, 1]);
    }
}

#[tokio::test]
async fn a_frame_whose_url_names_its_columns_is_kept_apart() {
    let shelf = Shelf::new();
    let data = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../pointcloud/tests/data/reports/"
    );
    let bytes = std::fs::read(format!("{data}pcd_ouster_binary.pcd")).unwrap();
    let blob = shelf.blobs.put_bytes(bytes.into()).await.unwrap().id;
    let clouds = Clouds::new(shelf.blobs.clone());
    let named = "a.pcd#columns=reflectivity:intensity,intensity:raw";
    for (name, first) in [("a.pcd", 1988.0), (named, 96.0)] {
        let facts = clouds.facts(blob, name).await.unwrap();
        assert!(facts.other_columns.contains(&"ambient".to_owned()));
        let tile = clouds.tile(blob, name, None).await.unwrap();
        let tile = Tile::decode(&tile).unwrap();
        assert_eq!(tile.intensity().unwrap().get(0), Some(first), "{name}");
    }
    assert_ne!(Clouds::version(blob, "a.pcd"), Clouds::version(blob, named));
}
