//! PLY as plyfile writes it (`data/make_variants.py`), with lists in an element before the points.

use pointcloud::Format;

use crate::pcd::is_the_bunny;
use crate::support::shipped;

#[test]
fn all_encodings_are_read() {
    for name in ["bunny_ascii.ply", "bunny_little.ply", "bunny_big.ply"] {
        let reading = shipped(name);
        assert_eq!(reading.format, Format::Ply);
        is_the_bunny(&reading.cloud);
        let colors = reading.cloud.color().unwrap();
        assert_eq!(colors[3], [3, 252, 7], "{name}");
        assert_eq!(colors[396], [140, 115, 7], "{name}");
    }
}
