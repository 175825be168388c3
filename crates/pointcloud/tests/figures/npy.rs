//! NPY and NPZ as NumPy writes it (`data/make_variants.py`).

use pointcloud::Format;

use crate::pcd::is_the_bunny;
use crate::support::shipped;

#[test]
fn four_columns_are_a_position_and_an_intensity() {
    let reading = shipped("bunny_n4.npy");
    assert_eq!(reading.format, Format::Npy);
    is_the_bunny(&reading.cloud);
    let last = reading.cloud.intensity().unwrap()[396];
    assert!((last - 396.0 / 397.0).abs() < 1e-6);
}

#[test]
fn records_are_read_by_name_whatever_their_byte_order() {
    let cloud = shipped("bunny_records.npy").cloud;
    is_the_bunny(&cloud);
    assert_eq!(cloud.ring().unwrap()[300], 300);
}

#[test]
fn an_archive_gives_its_first_array_of_points() {
    for name in ["bunny_stored.npz", "bunny_deflated.npz"] {
        let reading = shipped(name);
        assert_eq!(reading.format, Format::Npz);
        is_the_bunny(&reading.cloud);
    }
}
