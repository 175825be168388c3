//! The camera of a frame's photo.

use domain::lidar::{CameraModel, FrameImage};
use viewer::{Distortion, PhotoCamera, Pose};

/// `None` where the frame does not say where the camera was or how it sees, or names a model that is
/// not known; [`problem`] says so.
pub fn camera(image: &FrameImage) -> Option<PhotoCamera> {
    let position: [f64; 3] = image.position?.into();
    let heading = image.heading?;
    let pose = Pose::new(
        position.into(),
        [heading.w, heading.x, heading.y, heading.z],
    );
    let number = |value: Option<f64>| value.unwrap_or_default();
    let distortion = match CameraModel::of(image.camera_model.as_deref())? {
        CameraModel::Fisheye => Distortion::Fisheye {
            k: [image.k1, image.k2, image.k3, image.k4].map(number),
        },
        CameraModel::Omnidirectional => Distortion::Omnidirectional {
            k: [image.k1, image.k2, image.k3].map(number),
            p: [image.p1, image.p2].map(number),
            xi: image.xi?,
        },
        CameraModel::BrownConrady => Distortion::BrownConrady {
            k: [image.k1, image.k2, image.k3, image.k4, image.k5, image.k6].map(number),
            p: [image.p1, image.p2].map(number),
            s: [image.s1, image.s2, image.s3, image.s4].map(number),
        },
    };
    let camera = PhotoCamera::new(
        pose,
        [image.fx?, image.fy?],
        [image.cx?, image.cy?],
        distortion,
    );
    let skewed = camera.with_skew(number(image.skew));
    Some(match image.scale_factor {
        Some(factor) if factor > 0.0 => skewed.with_scale_factor(factor),
        _ => skewed,
    })
}

/// Why nothing is drawn on a photo; `None` where [`camera`] knows how it sees.
pub fn problem(image: &FrameImage) -> Option<String> {
    if camera(image).is_some() {
        return None;
    }
    let name = image.camera_model.as_deref();
    Some(match CameraModel::of(name) {
        None => {
            let name: String = name.unwrap_or_default().chars().take(40).collect();
            format!("camera model \u{201c}{name}\u{201d} is unknown, so nothing is drawn on it")
        }
        Some(CameraModel::Omnidirectional) if image.xi.is_none() => {
            "not calibrated: `xi` is missing".to_owned()
        }
        Some(_) => "not calibrated".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn image(model: &str) -> FrameImage {
        serde_json::from_value(json!({
            "image_url": "a.jpg", "camera_model": model,
            "fx": 1336.322, "fy": 1335.788, "cx": 716.9, "cy": 705.8, "skew": 0,
            "k1": 0.0168, "k2": 1.6549, "p1": 0.000_422, "p2": 0.000_425, "xi": 2.2134,
            "position": {"x": 0.0, "y": 0.0, "z": 0.0},
            "heading": {"w": 1.0, "x": 0.0, "y": 0.0, "z": 0.0},
        }))
        .unwrap()
    }

    /// Pixels of `cv2.omnidir.projectPoints`, OpenCV 5.0, as the pointcloud crate's
    /// `tests/data/reports/expected.json` has them.
    #[test]
    fn a_frame_with_an_omnidirectional_camera_projects_as_opencv_does() {
        let camera = camera(&image("omnidirectional")).unwrap();
        for (place, [u, v]) in [
            ([0.0, 0.0, 5.0], [716.9, 705.8]),
            ([1.0, 0.5, 5.0], [798.7, 746.68]),
            ([3.0, -1.0, 5.0], [938.95, 631.84]),
            ([5.0, 1.0, 5.0], [1040.38, 770.5]),
            ([-8.0, 1.0, 2.0], [170.12, 774.22]),
        ] {
            let found = camera.project(place.into()).unwrap();
            assert!((found[0] - u).hypot(found[1] - v) < 0.01, "{found:?}");
        }
    }

    #[test]
    fn an_unknown_model_is_said_and_not_drawn_as_another() {
        let unknown = image("f_theta");
        assert_eq!(camera(&unknown), None);
        assert!(problem(&unknown).unwrap().contains("f_theta"));
        assert_eq!(problem(&image("fisheye")), None);
        let without = FrameImage {
            xi: None,
            ..image("omnidirectional")
        };
        assert!(problem(&without).unwrap().contains("xi"));
    }
}
