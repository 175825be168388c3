//! Files to start from.

use std::fs;
use std::path::Path;

use pointcloud::Format;
use pointcloud::tile::encode;

/// Real files of a format from `tests/data`, or made ones, and a tile of each.
pub fn of(format: Format) -> Vec<Vec<u8>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let mut files = match format {
        Format::ScaleFrame => vec![frame()],
        Format::Kitti => vec![floats(4)],
        Format::NuScenes => vec![floats(5)],
        Format::ScaleProtobuf
        | Format::Pcd
        | Format::Ply
        | Format::Las
        | Format::Npy
        | Format::Npz => Vec::new(),
    };
    for entry in fs::read_dir(data).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Ok(bytes) = fs::read(entry.path()) else {
            continue;
        };
        // Large files are slow to damage and tell no more.
        if Format::detect(&name, &bytes) == Some(format) && bytes.len() < 100_000 {
            files.push(bytes);
        }
    }
    let mut cloud = pointcloud::Cloud::new();
    cloud.push(pointcloud::Point {
        intensity: Some(0.5),
        time: Some(12),
        ground: Some(true),
        ..pointcloud::Point::default()
    });
    files.push(encode(&cloud));
    files
}

fn frame() -> Vec<u8> {
    let point = r#"{"x":1.5,"y":-2e1,"z":0,"i":0.5,"d":1,"t":12,"is_ground":true}"#;
    let points = [point; 40].join(",");
    format!(
        r#"{{"device_position":{{"x":1,"y":2,"z":3}},"device_heading":{{"w":1,"x":0,"y":0,"z":0}},
        "timestamp":17,"points":[{points}],"other":[null,{{"a":"é\n"}}],
        "radar_points":[{{"position":{{"x":1,"y":2,"z":3}},"size":2}}],
        "images":[{{"image_url":"a.jpg","camera_model":"fisheye","fx":700,"k1":0.1}}]}}"#
    )
    .into_bytes()
}

fn floats(columns: u16) -> Vec<u8> {
    (0..columns * 50)
        .flat_map(|value| (f32::from(value) / 7.0).to_le_bytes())
        .collect()
}
