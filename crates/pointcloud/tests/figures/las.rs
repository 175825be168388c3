//! LAS, LAZ and COPC, against laspy 2.7 with lazrs 0.8:
//!
//! ```sh
//! pip install laspy==2.7 lazrs==0.8.2 && python -c "
//! import sys, laspy, numpy as np
//! for f in sys.argv[1:]:
//!     l = laspy.read(f); a = np.stack([l.x, l.y, l.z], 1); d = list(l.point_format.dimension_names)
//!     print(f, len(a), a.min(0), a.max(0), a[0], a[-1], sum(map(int, l.intensity)))
//!     for i in (0, -1):
//!         print(l.classification[i], l.gps_time[i], l.red[i], l.green[i], l.blue[i])
//! " *.las *.laz
//! ```

use pointcloud::{Cloud, Format};

use crate::support::{Figures, shipped};

/// Intensities as a sum; class, GPS second and colour of the first and last point.
struct Rest {
    intensities: f64,
    ends: [(u16, f64, [u8; 3]); 2],
}

impl Rest {
    fn check(&self, cloud: &Cloud) {
        let sum: f64 = cloud
            .intensity()
            .unwrap()
            .iter()
            .map(|value| f64::from(*value))
            .sum();
        assert!((sum - self.intensities).abs() < 0.5, "{sum}");
        for (place, (class, second, color)) in [0, cloud.len() - 1].into_iter().zip(self.ends) {
            let point = cloud.point(place);
            assert_eq!(point.classification, Some(class));
            assert_eq!(point.color, Some(color));
            let off = point.time.unwrap() as f64 / 1e9 - second;
            assert!(off.abs() < 1e-6, "{off}");
        }
    }
}

#[test]
fn laz_with_colors_is_read() {
    let reading = shipped("autzen_trim.laz");
    assert_eq!(reading.format, Format::Las);
    Figures {
        points: 110_000,
        min: [636_001.76, 848_935.2, 406.26],
        max: [637_179.22, 849_497.9, 520.51],
        first: [637_177.98, 849_393.95, 411.19],
        last: [636_037.88, 849_336.94, 423.2],
    }
    .check(&reading.cloud, 1e-6);
    Rest {
        intensities: 11_220_547.0,
        ends: [
            (1, 245_379.398_436_825, [84, 102, 93]),
            (1, 245_385.911_121_105, [64, 74, 70]),
        ],
    }
    .check(&reading.cloud);
}

#[test]
fn copc_is_read_as_the_laz_it_is() {
    let reading = shipped("simple.copc.laz");
    Figures {
        points: 1065,
        min: [635_619.85, 848_899.7, 406.59],
        max: [638_982.55, 853_535.43, 586.38],
        first: [636_145.6, 849_170.47, 428.15],
        last: [638_314.34, 852_793.54, 419.65],
    }
    .check(&reading.cloud, 1e-6);
    Rest {
        intensities: 81_361.0,
        ends: [
            (1, 245_385.571_273_216, [100, 94, 122]),
            (2, 249_400.700_279_548, [164, 140, 153]),
        ],
    }
    .check(&reading.cloud);
}

#[test]
fn las_is_read_with_and_without_extra_bytes() {
    for name in ["simple.las", "extrabytes.las"] {
        let reading = shipped(name);
        Figures {
            points: 1065,
            min: [635_619.85, 848_899.7, 406.59],
            max: [638_982.55, 853_535.43, 586.38],
            first: [637_012.24, 849_028.31, 431.66],
            last: [637_342.85, 853_240.32, 423.92],
        }
        .check(&reading.cloud, 1e-6);
        Rest {
            intensities: 81_361.0,
            ends: [
                (1, 245_380.782_549_626, [68, 77, 88]),
                (1, 249_773.201_724_068, [138, 107, 136]),
            ],
        }
        .check(&reading.cloud);
    }
}

#[test]
fn a_scan_of_two_metres_is_read_and_keeps_a_fine_grid_as_a_tile() {
    let reading = shipped("plane.laz");
    Figures {
        points: 28_185,
        min: [1_423_214.52, 4_189_096.63, 67.86],
        max: [1_423_216.76, 4_189_098.6, 67.9],
        first: [1_423_216.76, 4_189_096.66, 67.87],
        last: [1_423_214.55, 4_189_096.79, 67.87],
    }
    .check(&reading.cloud, 1e-6);
    let tile = pointcloud::tile::encode(&reading.cloud);
    let tile = pointcloud::tile::Tile::decode(&tile).unwrap();
    assert!(tile.scale() < 0.000_2);
}
