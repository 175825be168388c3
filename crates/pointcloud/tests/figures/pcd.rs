//! PCD in its three encodings, against NumPy, pypcd4 and open3d, which agree:
//!
//! ```sh
//! pip install pypcd4==1.5 && python -c "
//! import sys, numpy as np; from pypcd4 import PointCloud
//! for f in sys.argv[1:]:
//!     a = PointCloud.from_path(f).numpy(('x', 'y', 'z')).astype('f8')
//!     print(f, len(a), a.min(0), a.max(0), a[0], a[-1])
//! " ascii.pcd binary.pcd bunny_compressed.pcd
//! python -c "
//! import numpy as np; a = np.loadtxt('bunny_v05.pcd', skiprows=10, dtype='f4').astype('f8')
//! print(len(a), a.min(0), a.max(0), a[0], a[-1])"
//! pip install open3d==0.20.0 && python -c "
//! import sys, open3d
//! for f in sys.argv[1:]:
//!     a = open3d.t.io.read_point_cloud(f).point.positions.numpy().astype('f8')
//!     print(f, len(a), a.min(0), a.max(0), a[0], a[-1])
//! " ascii.pcd binary.pcd bunny_v05.pcd
//! ```

use pointcloud::{Cloud, Format};

use crate::support::{Figures, shipped};

pub fn is_the_bunny(cloud: &Cloud) {
    Figures {
        points: 397,
        min: [-0.093_938, 0.037_42, -0.055_026],
        max: [0.059_562, 0.184_5, 0.057_803],
        first: [0.005_421_6, 0.113_49, 0.040_749],
        last: [-0.077_93, 0.175_16, -0.044_4],
    }
    .check(cloud, 1e-8);
}

#[test]
fn ascii_is_read_with_its_packed_colors() {
    let reading = shipped("ascii.pcd");
    assert_eq!(reading.format, Format::Pcd);
    Figures {
        points: 213,
        min: [-0.955_26, -0.315_46, 0.0],
        max: [0.991_85, 0.356_41, 0.0],
        first: [0.937_73, 0.337_63, 0.0],
        last: [-0.183_69, -0.237_29, 0.0],
    }
    .check(&reading.cloud, 1e-8);
    // numpy.float32(4.2108e+06).view('u4') is 0x4a8080e0, numpy.float32(4.808e+06) 0x4a92ba80.
    let colors = reading.cloud.color().unwrap();
    assert_eq!(colors[0], [0x80, 0x80, 0xe0]);
    assert_eq!(colors[212], [0x92, 0xba, 0x80]);
}

#[test]
fn binary_is_read_with_its_packed_colors() {
    let reading = shipped("binary.pcd");
    Figures {
        points: 28_944,
        min: [-3.672_090_53, -62.971_870_42, -4.320_268_15],
        max: [52.610_332_49, 93.156_784_06, 18.786_121_37],
        first: [24.146_211_62, -0.008_428_62, 6.469_958_31],
        last: [7.286_9, 0.025_436_18, -1.952_530_86],
    }
    .check(&reading.cloud, 1e-7);
    // The first `rgb` is 4294902015, the last 4278610524.
    let colors = reading.cloud.color().unwrap();
    assert_eq!(colors[0], [0xff, 0x00, 0xff]);
    assert_eq!(colors[28_943], [0x06, 0x6a, 0x5c]);
}

#[test]
fn version_5_is_read() {
    is_the_bunny(&shipped("bunny_v05.pcd").cloud);
}

#[test]
fn compressed_is_read_with_the_fields_in_any_order() {
    let cloud = shipped("bunny_compressed.pcd").cloud;
    is_the_bunny(&cloud);
    assert_eq!(cloud.intensity().unwrap()[396] as u32, 396);
    assert_eq!(cloud.ring().unwrap()[65], 1);
}
