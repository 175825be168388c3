//! Files that are cut short, that lie, or that are no files at all: one clear message, no panic.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::float_cmp, reason = "what is kept exactly is compared exactly")]

use std::io::Cursor;
use std::path::Path;

use pointcloud::{CloudError, Format, Limits, fuzz_one, read, read_as};
use proptest::prelude::*;

/// Small files of every format and encoding.
const SAMPLES: [&str; 13] = [
    "bunny_ascii.ply",
    "bunny_big.ply",
    "bunny_compressed.pcd",
    "bunny_frame.pb",
    "bunny_little.ply",
    "bunny_n4.npy",
    "bunny_deflated.npz",
    "bunny_stored.npz",
    "bunny_records.npy",
    "bunny_v05.pcd",
    "plane.laz",
    "simple.copc.laz",
    "simple.las",
];

const FRAME: &str = r#"{
    "device_position": {"x": 1, "y": 2, "z": 3}, "device_heading": {"w": 1, "x": 0, "y": 0, "z": 0},
    "timestamp": 1700000000000000001, "unknown": [{"deep": [1, "\u00e9"]}],
    "points": [{"x": 1.5, "y": -2e1, "z": 0, "i": 0.5, "d": 1, "t": 12, "is_ground": true},
               {"z": 3, "y": 2, "x": 1, "extra": null},
               {"x": null, "y": 2, "z": 1}],
    "radar_points": [{"position": {"x": 1, "y": 2, "z": 3}, "direction": {"x": 0, "y": 1, "z": 0}}],
    "images": [{"image_url": "a.jpg", "camera_model": "fisheye", "fx": 700, "k1": 0.1}]}"#;

fn sample(name: &str) -> Vec<u8> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    std::fs::read(data.join(name)).unwrap()
}

fn read_bytes(name: &str, bytes: &[u8]) -> Result<pointcloud::Reading, CloudError> {
    read(name, Cursor::new(bytes), Limits::default())
}

/// The message of a file that must be refused.
fn refusal(name: &str, bytes: &[u8]) -> String {
    read_bytes(name, bytes).unwrap_err().to_string()
}

/// The sample with a text of its header replaced.
fn replaced(name: &str, from: &str, to: &str) -> Vec<u8> {
    let bytes = sample(name);
    let at = bytes
        .windows(from.len())
        .position(|window| window == from.as_bytes())
        .unwrap();
    [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
}

#[test]
fn files_cut_short_anywhere_are_refused() {
    let mut files: Vec<(&str, Vec<u8>)> =
        SAMPLES.iter().map(|name| (*name, sample(name))).collect();
    files.push(("frame.json", FRAME.as_bytes().to_vec()));
    for (name, bytes) in files {
        let whole = read_bytes(name, &bytes).unwrap();
        // Every length where files are small; in larger ones the bodies are all alike.
        let lengths = (0..bytes.len()).filter(|length| *length < 3000 || length % 37 == 0);
        for length in lengths {
            match read_bytes(name, &bytes[..length]) {
                Err(error) => assert!(error.to_string().len() > 20),
                // What follows the points may be missing; and protobuf has no end, so that a
                // frame cut between two points is one with fewer.
                Ok(cut) if cut.format == Format::ScaleProtobuf => {
                    let (cut, whole) = (cut.cloud, &whole.cloud);
                    assert!(cut.positions() == &whole.positions()[..cut.len()]);
                }
                Ok(cut) => assert!(cut.cloud == whole.cloud, "{name} cut to {length} bytes"),
            }
        }
    }
}

#[test]
fn headers_that_claim_billions_of_points_are_refused_by_what_came() {
    let claims = [
        (
            "bunny_v05.pcd",
            "WIDTH 397",
            "WIDTH 4000000000",
            "POINTS 397",
            "POINTS 4000000000",
        ),
        (
            "binary.pcd",
            "WIDTH 1809",
            "WIDTH 268435456",
            "POINTS 28944",
            "POINTS 4294967296",
        ),
    ];
    for (name, width, wide, points, many) in claims {
        let bytes = replaced(name, width, wide);
        let text = String::from_utf8_lossy(&bytes);
        let at = text.find(points).unwrap();
        let bytes = [&bytes[..at], many.as_bytes(), &bytes[at + points.len()..]].concat();
        let message = refusal(name, &bytes);
        assert!(message.contains("cut short"), "{message}");
    }
    let ply = replaced(
        "bunny_little.ply",
        "vertex 397",
        "vertex 18446744073709551615",
    );
    assert!(refusal("a.ply", &ply).contains("cut short"));
    let npy = replaced(
        "bunny_n4.npy",
        "(397, 4), }          ",
        "(4000000000000, 4), }",
    );
    assert!(refusal("a.npy", &npy).contains("cut short"));
    for name in ["simple.las", "simple.copc.laz"] {
        let mut las = sample(name);
        las[107..111].copy_from_slice(&u32::MAX.to_le_bytes());
        if name == "simple.copc.laz" {
            las[247..255].copy_from_slice(&u64::MAX.to_le_bytes());
        }
        let message = refusal(name, &las);
        assert!(message.contains("cut short"), "{message}");
    }
}

#[test]
fn archives_that_would_fill_memory_are_refused() {
    let mut npz = sample("bunny_deflated.npz");
    // The sizes in the directory: in the file, and inflated. Each entry claims 4 GiB.
    let entries: Vec<usize> = (0..npz.len() - 4)
        .filter(|at| npz[*at..].starts_with(b"PK\x01\x02"))
        .collect();
    for at in entries {
        npz[at + 24..at + 28].copy_from_slice(&u32::MAX.to_le_bytes());
    }
    assert!(refusal("a.npz", &npz).contains("no scan is so even"));
}

#[test]
fn a_message_names_field_value_and_remedy() {
    assert_eq!(
        refusal(
            "a.pcd",
            &replaced("bunny_v05.pcd", "POINTS 397", "POINTS 398")
        ),
        "PCD file, byte 141: `POINTS` is 398 and WIDTH × HEIGHT is 397; both must be the same"
    );
    assert_eq!(
        refusal(
            "a.json",
            br#"{"points": [{"x": 1, "y": 2, "z": 3}, {"x": 1, "y": 2}]}"#
        ),
        "frame JSON file, byte 56: `points[1]` is wrong: `z` is missing; give x, y and z in metres"
    );
    assert_eq!(
        refusal("scan.e57", b"ASTM-E57"),
        "`scan.e57` is no lidar frame that can be read; give Scale's frame JSON, PCD, PLY, LAS, \
         LAZ, COPC, NPY, NPZ, or floats as KITTI's .bin or nuScenes' .pcd.bin"
    );
    let message = refusal("a.json", br#"{"points": [{"x": NaN, "y": 2, "z": 3}]}"#);
    assert!(message.contains("null, never NaN"), "{message}");
    let message = refusal("1.bin", &[0; 31]);
    assert!(message.contains("15 bytes follow the last"), "{message}");
}

#[test]
fn a_frame_that_is_read_tells_all_it_has() {
    let reading = read_bytes("frame.json", FRAME.as_bytes()).unwrap();
    let (cloud, info) = (reading.cloud, reading.info.unwrap());
    assert_eq!((cloud.len(), cloud.dropped()), (2, 1));
    let first = cloud.point(0);
    assert_eq!(first.position, [1.5, -20.0, 0.0]);
    assert_eq!((first.intensity, first.device), (Some(0.5), Some(1)));
    assert_eq!((first.time, first.ground), (Some(12), Some(true)));
    assert_eq!(cloud.point(1).position, [1.0, 2.0, 3.0]);
    assert_eq!(
        info.timestamp.unwrap().as_i64(),
        Some(1_700_000_000_000_000_001)
    );
    assert_eq!(info.images[0].camera_model.as_deref(), Some("fisheye"));
    assert_eq!(info.radar_points.len(), 1);
}

#[test]
fn points_that_are_nan_are_left_out_and_counted() {
    let floats = [
        1.0,
        2.0,
        3.0,
        0.5,
        f32::NAN,
        0.0,
        0.0,
        0.0,
        0.0,
        f32::INFINITY,
        0.0,
        f32::NAN,
    ];
    let bytes: Vec<u8> = floats.into_iter().flat_map(f32::to_le_bytes).collect();
    let cloud = read_bytes("1.bin", &bytes).unwrap().cloud;
    assert_eq!((cloud.len(), cloud.dropped()), (1, 2));
    let ascii = b"VERSION .7\nFIELDS x y z\nSIZE 4 4 4\nTYPE F F F\nWIDTH 2\nHEIGHT 1\nPOINTS 2\n\
                  DATA ascii\nnan nan nan\n1 2 3\n";
    let cloud = read_bytes("a.pcd", ascii).unwrap().cloud;
    assert_eq!((cloud.len(), cloud.dropped()), (1, 1));
}

#[test]
fn a_frame_without_points_is_an_empty_cloud() {
    for (name, bytes) in [
        ("1.bin", &b""[..]),
        ("1.pcd.bin", b""),
        ("a.json", br#"{"points": []}"#),
        (
            "a.ply",
            b"ply\nformat ascii 1.0\nelement vertex 0\nproperty float x\nproperty float y\n\
                    property float z\nend_header\n",
        ),
    ] {
        assert!(read_bytes(name, bytes).unwrap().cloud.is_empty());
    }
}

#[test]
fn a_limit_of_points_holds() {
    let limits = Limits { points: 100 };
    for name in SAMPLES {
        let error = read(name, Cursor::new(sample(name)), limits).unwrap_err();
        assert!(
            matches!(error, CloudError::TooMany { limit: 100, .. }),
            "{name}: {error}"
        );
    }
}

#[test]
fn a_frame_of_nothing_but_images_is_refused() {
    let images = r#"{"image_url": ""},"#.repeat(1001);
    let frame = format!(
        r#"{{"images": [{}], "points": []}}"#,
        images.trim_end_matches(',')
    );
    assert!(refusal("a.json", frame.as_bytes()).contains("more than 1000"));
}

#[test]
fn nested_json_is_refused_before_the_stack_ends() {
    let frame = format!(r#"{{"unknown": {}"#, "[".repeat(1_000_000));
    refusal("a.json", frame.as_bytes());
}

/// A sample with a few bytes changed, most of them in its header.
fn damaged() -> impl Strategy<Value = (Format, Vec<u8>)> {
    let change = (any::<prop::sample::Index>(), any::<bool>(), any::<u8>());
    let changes = proptest::collection::vec(change, 1..6);
    (0..=SAMPLES.len(), changes, any::<prop::sample::Index>()).prop_map(|(file, changes, cut)| {
        let (name, mut bytes) = match SAMPLES.get(file) {
            Some(name) => (*name, sample(name)),
            None => ("frame.json", FRAME.as_bytes().to_vec()),
        };
        for (place, in_header, byte) in changes {
            let reach = if in_header {
                bytes.len().min(500)
            } else {
                bytes.len()
            };
            let place = place.index(reach);
            bytes[place] = byte;
        }
        // One in eight is cut, too.
        if cut.index(8) == 0 {
            bytes.truncate(cut.index(bytes.len()));
        }
        (Format::detect(name, &sample_start(name)).unwrap(), bytes)
    })
}

fn sample_start(name: &str) -> Vec<u8> {
    if name == "frame.json" {
        return FRAME.as_bytes().to_vec();
    }
    let mut bytes = sample(name);
    bytes.truncate(Format::START);
    bytes
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for format in Format::ALL {
            fuzz_one(format, &bytes);
        }
        let _ = read_bytes("a", &bytes);
    }

    #[test]
    fn random_bytes_behind_a_real_start_never_panic(
        name in proptest::sample::select(&SAMPLES[..]),
        keep in 0..600_usize,
        bytes in proptest::collection::vec(any::<u8>(), 0..600),
    ) {
        let start = sample(name);
        let bytes = [&start[..keep.min(start.len())], &bytes].concat();
        fuzz_one(Format::detect(name, &start).unwrap(), &bytes);
    }

    #[test]
    fn damaged_files_never_panic((format, bytes) in damaged()) {
        fuzz_one(format, &bytes);
    }

    #[test]
    fn a_cloud_in_bare_floats_is_read_back(
        points in proptest::collection::vec(any::<[i16; 5]>(), 0..50),
    ) {
        let floats = points.iter().flatten().map(|value| f32::from(*value));
        let bytes: Vec<u8> = floats.flat_map(f32::to_le_bytes).collect();
        let reading = read_as(Format::NuScenes, Cursor::new(bytes), Limits::default()).unwrap();
        for (place, [x, y, z, intensity, ring]) in points.into_iter().enumerate() {
            let point = reading.cloud.point(place);
            prop_assert_eq!(point.position, [x, y, z].map(f64::from));
            prop_assert_eq!(point.intensity, Some(f32::from(intensity)));
            prop_assert_eq!(point.ring, Some(ring.max(0).unsigned_abs()));
        }
    }
}
