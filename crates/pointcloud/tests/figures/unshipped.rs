//! Frames of KITTI and `SUSTech`, whose licences keep them out of the repository, against NumPy:
//!
//! ```sh
//! python -c "
//! import numpy as np; a = np.fromfile('kitti/000008.bin', '<f4').reshape(-1, 4).astype('f8')
//! print(len(a), a.min(0), a.max(0), a[0], a[-1])
//! f = open('sustech/lidar/000965.pcd', 'rb').read(); at = f.index(b'DATA binary\n') + 12
//! t = np.dtype(dict(names='xyzitr', formats='<f4 <f4 <f4 <f4 <f8 <u2'.split(),
//!                   offsets=[0, 4, 8, 16, 24, 32], itemsize=48))
//! p = np.frombuffer(f, t, 66781, at); a = np.stack([p[c] for c in 'xyz'], 1).astype('f8')
//! print(len(a), a.min(0), a.max(0), a[0], a[-1], p['i'][[0, -1]], p['r'][[0, -1]], p['t'][[0, -1]])"
//! ```

use pointcloud::Format;

use crate::support::{Figures, read_file, unshipped};

#[test]
fn a_frame_of_kitti_is_read() {
    let Some(path) = unshipped("kitti/000008.bin") else {
        return;
    };
    let reading = read_file(&path);
    assert_eq!(reading.format, Format::Kitti);
    Figures {
        points: 17_238,
        min: [2.889, -26.42, -3.607],
        max: [76.835, 10.278, 2.866],
        first: [21.554, 0.028, 0.938],
        last: [6.311, -0.001, -1.648],
    }
    .check(&reading.cloud, 1e-5);
    assert!((reading.cloud.intensity().unwrap()[0] - 0.34).abs() < 1e-6);
}

#[test]
fn the_frame_json_has_the_points_of_the_files_it_was_made_of() {
    for (json, file) in [
        ("kitti/frame_000008.json", "kitti/000008.bin"),
        ("sustech/frame_000965.json", "sustech/lidar/000965.pcd"),
        ("sustech/frame_000970.json", "sustech/lidar/000970.pcd"),
        ("sustech/frame_000975.json", "sustech/lidar/000975.pcd"),
    ] {
        let (Some(json), Some(file)) = (unshipped(json), unshipped(file)) else {
            return;
        };
        let (json, file) = (read_file(&json), read_file(&file));
        assert_eq!(json.format, Format::ScaleFrame);
        assert_eq!(json.cloud.len(), file.cloud.len());
        for (a, b) in json.cloud.positions().iter().zip(file.cloud.positions()) {
            // The JSON has three digits.
            assert!(
                (0..3).all(|axis| (a[axis] - b[axis]).abs() < 0.000_51),
                "{a:?} {b:?}"
            );
        }
    }
}

#[test]
fn the_frame_json_tells_of_its_cameras() {
    let Some(path) = unshipped("sustech/frame_000965.json") else {
        return;
    };
    let info = read_file(&path).info.unwrap();
    assert_eq!(info.images.len(), 3);
    let left = &info.images[1];
    assert_eq!(left.image_url, "sustech/camera/left_000965.jpg");
    assert_eq!(left.camera_model.as_deref(), Some("brown_conrady"));
    assert_eq!((left.camera_index, left.fx), (Some(1), Some(1_210.062_981)));
    assert_eq!(left.heading.map(|heading| heading.w), Some(0.486_810_1));
    assert_eq!(info.device_heading.map(|heading| heading.w), Some(1.0));
    // And back: the browser gets the same JSON.
    let json = serde_json::to_string(&info).unwrap();
    let again: domain::lidar::FrameInfo = serde_json::from_str(&json).unwrap();
    assert_eq!(again, info);
}

#[test]
fn padding_that_the_point_cloud_library_wrote_wrongly_is_mended() {
    let Some(path) = unshipped("sustech/lidar/000965.pcd") else {
        return;
    };
    let cloud = read_file(&path).cloud;
    Figures {
        points: 66_781,
        min: [-100.272_270_2, -101.335_067_7, -11.220_083_2],
        max: [146.490_799, 199.953_628_5, 12.505_495_1],
        first: [0.024_066_72, 40.556_503_3, 2.927_049_16],
        last: [-0.384_705_42, 8.436_130_52, -2.373_117_45],
    }
    .check(&cloud, 1e-6);
    let (first, last) = (cloud.point(0), cloud.point(66_780));
    assert_eq!((first.intensity, last.intensity), (Some(26.0), Some(4.0)));
    assert_eq!((first.ring, last.ring), (Some(3), Some(39)));
    // 1820.3020714900058 and 1820.4010716300056 seconds of an hour.
    assert_eq!(first.time, Some(1_820_302_071_490));
    assert_eq!(last.time, Some(1_820_401_071_630));
    assert_eq!(cloud.ring().unwrap().iter().max(), Some(&39));
}
