//! A frame as Scale's own message writes it (`data/make_variants.py`).

use pointcloud::Format;

use crate::pcd::is_the_bunny;
use crate::support::shipped;

#[test]
fn a_frame_in_protobuf_is_read_with_all_it_tells() {
    let reading = shipped("bunny_frame.pb");
    assert_eq!(reading.format, Format::ScaleProtobuf);
    is_the_bunny(&reading.cloud);
    let last = reading.cloud.point(395);
    assert!((last.intensity.unwrap() - 395.0 / 397.0).abs() < 1e-6);
    assert_eq!((last.device, last.ground), (Some(2), Some(true)));
    assert_eq!(last.time, Some(1_500_000_000_000_000_000));

    let info = reading.info.unwrap();
    assert_eq!(info.timestamp.unwrap().as_f64(), Some(12.5));
    assert_eq!(
        info.device_position
            .map(|place| [place.x, place.y, place.z]),
        Some([1.0, 2.0, 3.0])
    );
    assert_eq!(info.device_heading.map(|heading| heading.y), Some(-0.5));
    assert_eq!(info.radar_points[0].size, Some(4.0));
    let models = ["brown_conrady", "fisheye", "omnidirectional"];
    for (place, (image, model)) in info.images.iter().zip(models).enumerate() {
        assert_eq!(image.image_url, format!("camera_{place}.jpg"));
        assert_eq!(image.camera_model.as_deref(), Some(model));
        assert_eq!(image.camera_index, Some(place as i64));
        assert_eq!((image.fx, image.cy), (Some(700.0), Some(240.0)));
        assert_eq!(
            (image.k1, image.k2, image.k3),
            (Some(0.5), None, Some(0.125))
        );
        assert_eq!((image.k4, image.p1), (None, None));
        assert_eq!(image.priority, Some(-1.0));
    }
    assert_eq!(info.images[2].xi, Some(1.5));
}
