//! The camera of a frame's photo.

use domain::lidar::FrameImage;
use viewer::{Distortion, PhotoCamera, Pose};

/// `None` where the frame does not say where the camera was or how it sees.
pub fn camera(image: &FrameImage) -> Option<PhotoCamera> {
    let position: [f64; 3] = image.position?.into();
    let heading = image.heading?;
    let pose = Pose::new(
        position.into(),
        [heading.w, heading.x, heading.y, heading.z],
    );
    let number = |value: Option<f64>| value.unwrap_or_default();
    let distortion = match image.camera_model.as_deref() {
        Some("fisheye") => Distortion::Fisheye {
            k: [image.k1, image.k2, image.k3, image.k4].map(number),
        },
        _ => Distortion::BrownConrady {
            k: [image.k1, image.k2, image.k3, image.k4, image.k5, image.k6].map(number),
            p: [image.p1, image.p2].map(number),
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
