//! Inputs that public bug reports led to, against `data/reports/expected.json`: what the readers of
//! other projects say, each named there under `by`.

use domain::lidar::{CameraModel, ClassNames};
use pointcloud::{Cloud, Reading};
use serde_json::Value;

use crate::support::shipped;

fn report(name: &str) -> Reading {
    shipped(&format!("reports/{name}"))
}

/// What `expected.json` says of a file.
fn expected(name: &str) -> Value {
    let text = include_str!("../data/reports/expected.json");
    let mut all: Value = serde_json::from_str(text).unwrap();
    all[name].take()
}

fn numbers(list: &Value) -> Vec<f64> {
    let list = list.as_array().unwrap().iter();
    list.map(|value| value.as_f64().unwrap()).collect()
}

/// Compares a file with all that is said of it.
fn check(name: &str) -> Reading {
    let (reading, expected) = (report(name), expected(name));
    let cloud = &reading.cloud;
    assert_eq!(cloud.len() as u64, expected["points"], "{name}");
    assert_eq!(cloud.dropped() as u64, expected["dropped"], "{name}");
    let positions = expected["positions"].as_array().unwrap();
    assert_eq!(positions.len(), cloud.len());
    for (read, told) in cloud.positions().iter().zip(positions) {
        for (read, told) in read.iter().zip(numbers(told)) {
            assert!((read - told).abs() < 1e-6, "{name}: {read} {told}");
        }
    }
    if let Some(list) = expected.get("intensity") {
        let told = numbers(list);
        let read = cloud
            .intensity()
            .unwrap()
            .iter()
            .map(|value| f64::from(*value));
        assert!(
            read.zip(&told)
                .all(|(read, told)| (read - told).abs() < 1e-6),
            "{name}: {:?}",
            cloud.intensity()
        );
    }
    match expected.get("color") {
        None => {}
        Some(Value::Null) => assert_eq!(cloud.color(), None, "{name}"),
        Some(list) => {
            let told: Vec<Vec<f64>> = list.as_array().unwrap().iter().map(numbers).collect();
            let read: Vec<Vec<f64>> = cloud
                .color()
                .unwrap()
                .iter()
                .map(|color| color.map(f64::from).to_vec())
                .collect();
            assert_eq!(read, told, "{name}");
        }
    }
    if let Some(list) = expected.get("ring") {
        let read = cloud.ring().unwrap().iter().map(|ring| f64::from(*ring));
        assert_eq!(read.collect::<Vec<f64>>(), numbers(list), "{name}");
    }
    if let Some(list) = expected.get("classification") {
        let read = cloud.classification().unwrap().iter();
        let read: Vec<f64> = read.map(|class| f64::from(*class)).collect();
        assert_eq!(read, numbers(list), "{name}");
    }
    if let Some(list) = expected.get("time") {
        let told = list.as_array().unwrap().iter();
        for (read, told) in cloud.time().unwrap().iter().zip(told) {
            // The file is in microseconds.
            assert!(
                read.abs_diff(told.as_i64().unwrap()) < 1000,
                "{name}: {read} {told}"
            );
        }
    }
    reading
}

/// The positions that `own/make_own.py` gives all its points.
fn is_own(cloud: &Cloud) {
    assert_eq!(cloud.len(), 6);
    for (place, position) in cloud.positions().iter().enumerate() {
        let k = place as f64;
        assert_eq!(*position, [k - 2.5, 2.0 * k, 0.25 * k]);
    }
}

fn own(name: &str) -> Reading {
    report(&format!("own/{name}"))
}

#[test]
fn reflectivity_does_not_overwrite_intensity() {
    let reading = check("pcd_ouster_binary.pcd");
    assert_eq!(reading.other_columns, ["reflectivity", "ambient", "range"]);
    // The other way around, with an `r` that is a range.
    let reading = own("roles_pypcd4.pcd");
    is_own(&reading.cloud);
    assert_eq!(reading.cloud.intensity().unwrap()[5], 0.625);
    assert_eq!(reading.cloud.color(), None);
    assert_eq!(reading.other_columns, ["reflectivity", "r"]);
}

#[test]
fn columns_of_data_sets_are_known_or_named() {
    let reading = check("ply_argoverse.ply");
    assert_eq!(reading.other_columns, [""; 0]);
    let reading = own("roles_plyfile.ply");
    is_own(&reading.cloud);
    assert_eq!(reading.cloud.intensity().unwrap()[5], 500.0);
    assert_eq!(reading.cloud.ring().unwrap(), [20, 21, 22, 23, 24, 25]);
    assert_eq!(reading.cloud.color(), None);
    assert_eq!(
        reading.other_columns,
        ["nx", "ny", "nz", "elongation", "is_in_nlz"]
    );
}

#[test]
fn columns_of_waymo_are_no_colors() {
    let reading = check("npy_waymo_6.npy");
    assert_eq!(reading.other_columns, ["column 5", "column 6"]);
}

#[test]
fn arrays_of_every_order_and_width_are_read() {
    check("npy_fortran.npy");
    check("npy_float16.npy");
    let grid = own("grid_fortran.npy").cloud;
    is_own(&grid);
    let half = own("half_big_endian.npy").cloud;
    is_own(&half);
    assert_eq!(half.intensity().unwrap()[5], 0.625);
    is_own(&own("python2_header.npy").cloud);
}

#[test]
fn records_may_have_arrays_text_and_dates() {
    let reading = own("records_of_arrays.npy");
    is_own(&reading.cloud);
    assert_eq!(reading.cloud.color().unwrap()[2], [80, 175, 2]);
    // numpy.datetime64("2024-09-17T13:06:08.500", "ns").astype(int)
    assert_eq!(reading.cloud.time().unwrap()[5], 1_726_578_368_500_000_000);
    assert_eq!(reading.other_columns, ["name"]);
}

#[test]
fn the_cloud_of_an_archive_is_found_by_name_and_shape() {
    check("npz_pose_first.npz");
    let many = own("frame_of_many.npz");
    is_own(&many.cloud);
    assert_eq!(many.cloud.color().unwrap()[0], [128; 3]);
    assert_eq!(many.cloud.intensity().unwrap()[5], 5.0);
    assert_eq!(many.cloud.classification().unwrap(), [10; 6]);
    assert_eq!(many.cloud.instance().unwrap(), [0, 1, 2, 3, 4, 5]);
    let axes = own("array_a_column.npz").cloud;
    is_own(&axes);
    assert_eq!(axes.ring().unwrap()[5], 5);
}

#[test]
fn an_archive_of_open3d_is_read_with_its_colors() {
    let reading = own("open3d.npz");
    is_own(&reading.cloud);
    assert_eq!(reading.cloud.color().unwrap()[2], [80, 175, 2]);
    assert_eq!(reading.cloud.intensity().unwrap()[5], 0.625);
    assert_eq!(reading.other_columns, ["normals"]);
}

#[test]
fn rows_of_bare_floats_are_as_long_as_makes_sense() {
    let waymo = check("waymo_6.bin");
    assert!(
        waymo.notices[0].contains("rows of 6 numbers"),
        "{:?}",
        waymo.notices
    );
    assert_eq!(waymo.other_columns, ["column 5", "column 6"]);
    for (name, width) in [
        ("rows_of_4.bin", 4),
        ("rows_of_5.bin", 5),
        ("rows_of_6.bin", 6),
    ] {
        let reading = own(name);
        assert_eq!(reading.cloud.len(), 12, "{name}");
        assert_eq!(reading.cloud.positions()[0], [-6.5, -4.0, -4.0]);
        assert_eq!(reading.cloud.positions()[11], [0.5, 23.0, -3.25]);
        let last = if width == 6 { 11.0 } else { 0.6875 };
        assert_eq!(reading.cloud.intensity().unwrap()[11], last, "{name}");
        assert_eq!(reading.cloud.ring().is_some(), width == 5, "{name}");
        assert_eq!(reading.notices.is_empty(), width == 4, "{name}");
    }
}

#[test]
fn the_fragment_of_a_url_can_name_the_columns() {
    let hinted = |file: &str, columns: &str| {
        let data = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/reports/");
        let bytes = std::fs::read(format!("{data}{file}")).unwrap();
        let name = format!("https://example.com/{file}#columns={columns}");
        pointcloud::read(
            &name,
            std::io::Cursor::new(bytes),
            pointcloud::Limits::default(),
        )
    };
    let waymo = hinted("waymo_6.bin", "x,y,z,intensity,elongation,nlz").unwrap();
    assert_eq!(waymo.cloud.len(), 8);
    assert_eq!(waymo.notices, [""; 0]);
    assert_eq!(waymo.other_columns, ["elongation", "nlz"]);
    let ring = hinted("npy_waymo_6.npy", "x,y,z,ring,intensity,flag").unwrap();
    assert!((ring.cloud.intensity().unwrap()[0] - 0.128_504_2).abs() < 1e-6);
    let ouster = hinted(
        "pcd_ouster_binary.pcd",
        "reflectivity:intensity,intensity:signal",
    );
    assert_eq!(ouster.unwrap().cloud.intensity().unwrap()[0], 96.0);
    let wrong = hinted("waymo_6.bin", "x,y,z,i,ring")
        .unwrap_err()
        .to_string();
    assert!(
        wrong.contains("20 bytes a point and 12 bytes follow"),
        "{wrong}"
    );
}

#[test]
fn a_label_of_more_than_a_byte_stays_apart() {
    assert_eq!(check("pcd_label_259.pcd").class_names, ClassNames::Numbers);
    let kitti = check("pcd_label_kitti.pcd");
    assert_eq!(kitti.class_names.name(10), "Class 10");
    let packed = own("label_and_instance.pcd").cloud;
    is_own(&packed);
    assert_eq!(packed.classification().unwrap(), [10, 10, 259, 259, 40, 0]);
    assert_eq!(packed.instance().unwrap(), [0, 3, 0, 1, 0, 0]);
}

#[test]
fn classes_of_las_are_named_by_point_format() {
    let names = |reading: &Reading| -> Vec<String> {
        let classes = reading.cloud.classification().unwrap().iter();
        classes
            .map(|class| reading.class_names.name(*class))
            .collect()
    };
    let legacy = check("las_legacy_classes.las");
    assert_eq!(
        names(&legacy),
        ["Ground", "Low noise", "Model key-point", "Overlap points"]
    );
    let old = own("classes_format_3.las");
    is_own(&old.cloud);
    assert_eq!(
        names(&old)[2..],
        ["Model key-point", "Class 10", "Overlap points", "Class 18"]
    );
    let new = own("classes_format_7.las");
    is_own(&new.cloud);
    assert_eq!(
        names(&new)[2..],
        ["Class 8", "Rail", "Class 12", "Class 64"]
    );
}

#[test]
fn colors_beyond_their_scale_are_clamped() {
    check("ply_float_colors_over.ply");
    let bytes = own("colors_of_255.ply").cloud;
    assert_eq!(bytes.color().unwrap()[0], [0, 128, 255]);
    assert_eq!(bytes.color().unwrap()[5], [255, 128, 40]);
}

#[test]
fn times_of_all_units_are_the_same_moment() {
    check("pcd_time_u64_us.pcd");
    for name in ["time_s_f64", "time_ms_u64", "time_us_f64", "time_ns_u64"] {
        let reading = own(&format!("{name}.pcd"));
        is_own(&reading.cloud);
        let told =
            [0, 125, 250, 375, 500, 625].map(|ms| 1_726_578_368_250_000_000 + ms * 1_000_000);
        assert_eq!(reading.cloud.time().unwrap(), told, "{name}");
        assert_eq!(reading.notices, [""; 0]);
    }
}

#[test]
fn lines_may_end_with_a_carriage_return_alone() {
    check("ply_cr_text.ply");
    is_own(&own("cr_ascii.pcd").cloud);
    let binary = own("cr_binary.ply").cloud;
    assert_eq!(binary.len(), 6);
    // Its first byte is a line feed: numpy.frombuffer(b"\x0a\x0d\x00\x41", "<f4")
    assert!((binary.positions()[0][0] - 8.003_183_364).abs() < 1e-8);
    assert_eq!(binary.positions()[5], [2.5, 10.0, 1.25]);
}

#[test]
fn what_is_wrong_beside_the_points_is_told_and_the_points_are_read() {
    let reading = check("frame_text_stamp.json");
    assert_eq!(reading.notices.len(), 1, "{:?}", reading.notices);
    assert!(
        reading.notices[0].contains("timestamp"),
        "{:?}",
        reading.notices
    );
    let reading = own("odd_fields.json");
    assert_eq!(reading.cloud.len(), 1);
    assert_eq!(reading.cloud.intensity().unwrap(), [7.0]);
    assert_eq!(reading.cloud.classification().unwrap(), [4]);
    assert_eq!(reading.other_columns, ["foo"]);
    let info = reading.info.unwrap();
    assert_eq!(info.images[0].camera_index, Some(0));
    assert_eq!((info.images[0].fx, info.images[0].fy), (None, Some(700.0)));
    assert_eq!(info.images[1].camera_index, None);
    assert_eq!(info.images[2].camera_index, Some(2));
    assert_eq!(info.radar_points.len(), 1);
    assert_eq!(info.radar_points[0].position.x, 1.0);
    let told = reading.notices.join(" ");
    for place in [
        "`i` of some points is no number",
        "`timestamp` is \"1726578368.25\"",
        "`device_heading` is \"north\"",
        "`images[0].fx` is \"700\"",
        "`images[0].timestamp` is \"13:06\"",
        "`images[1].camera_index` is 1.5",
        "`images[1].position` is a list",
        "`images[2].image_url` is missing",
        "`radar_points[0].size` is \"big\"",
        "`radar_points[1].position` is missing",
    ] {
        assert!(told.contains(place), "{place}: {told}");
    }
    assert_eq!(reading.notices.len(), 10, "{told}");
}

#[test]
fn points_that_were_left_out_are_known_by_their_place() {
    let left_out = |cloud: &Cloud| -> Vec<(u32, u32)> {
        let runs = cloud.left_out().iter();
        runs.map(|run| (run.first, run.count)).collect()
    };
    let text = check("pcd_nan_text.pcd").cloud;
    assert_eq!(left_out(&text), [(1, 1), (3, 2)]);
    let answer = include_str!("../data/reports/segmentation_of_pcd_nan_text.json");
    let answer: Value = serde_json::from_str(answer).unwrap();
    let labels = domain::lidar::PointLabels::read(&answer, 0).unwrap();
    let labels = labels.kept(text.left_out(), text.len() as u64);
    let shown: Vec<&str> = labels
        .classes()
        .iter()
        .map(|class| labels.labels()[usize::from(*class)])
        .collect();
    assert_eq!(shown, ["Road", "Car", "Road"]);
    let holes = own("holes_pypcd4.pcd").cloud;
    assert_eq!(left_out(&holes), [(0, 1), (3, 2)]);
    assert_eq!(holes.ring().unwrap(), [1, 2, 5]);
}

#[test]
fn an_omnidirectional_camera_is_read_with_its_mirror() {
    let info = check("frame_omnidirectional.json").info.unwrap();
    let image = &info.images[0];
    let model = CameraModel::of(image.camera_model.as_deref());
    assert_eq!(model, Some(CameraModel::Omnidirectional));
    assert_eq!(image.xi, Some(2.2134));
}
