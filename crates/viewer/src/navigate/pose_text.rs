//! A camera's pose in a link.

use std::fmt;
use std::str::FromStr;

use super::{CameraPose, Projection};
use crate::Vec3;

/// The text is not that of a pose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no camera; copy the whole link, in which it reads `x_y_z_distance_yaw_elevation_p`"
)]
pub struct PoseTextError(String);

/// `x_y_z_distance_yaw_elevation_p`: the target and the distance in metres to the millimetre, the
/// angles in radians to 0.0001, and `p` for perspective or `o` for orthographic. Only characters
/// that a query keeps as they are.
impl fmt::Display for CameraPose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let metres = [self.target.x, self.target.y, self.target.z, self.distance];
        for number in metres {
            write!(f, "{}_", rounded(number, 1e3))?;
        }
        write!(
            f,
            "{}_{}_{}",
            rounded(self.yaw, 1e4),
            rounded(self.elevation, 1e4),
            match self.projection {
                Projection::Perspective => "p",
                Projection::Orthographic => "o",
            }
        )
    }
}

impl FromStr for CameraPose {
    type Err = PoseTextError;

    fn from_str(text: &str) -> Result<Self, PoseTextError> {
        read(text).ok_or_else(|| PoseTextError(text.to_owned()))
    }
}

fn read(text: &str) -> Option<CameraPose> {
    let mut parts = text.split('_');
    let mut number = || {
        let number: f64 = parts.next()?.parse().ok()?;
        number.is_finite().then_some(number)
    };
    let (x, y, z) = (number()?, number()?, number()?);
    let (distance, yaw, elevation) = (number()?, number()?, number()?);
    let projection = match parts.next()? {
        "p" => Projection::Perspective,
        "o" => Projection::Orthographic,
        _ => return None,
    };
    if parts.next().is_some() {
        return None;
    }
    let pose = CameraPose {
        target: Vec3::new(x, y, z),
        distance,
        yaw,
        elevation,
        projection,
    };
    Some(pose.in_range())
}

/// To the nearest part of `parts`, and never `-0`.
fn rounded(number: f64, parts: f64) -> f64 {
    (number * parts).round() / parts + 0.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_pose_survives_its_text(
            x in -1e7..1e7, y in -1e7..1e7, z in -1e4..1e4, distance in 0.06..9e4,
            yaw in -3.1..3.1, elevation in -1.5..1.5, perspective in any::<bool>(),
        ) {
            let pose = CameraPose {
                target: Vec3::new(x, y, z),
                distance,
                yaw,
                elevation,
                projection: if perspective { Projection::Perspective } else { Projection::Orthographic },
            };
            let text = pose.to_string();
            let read: CameraPose = text.parse().unwrap();
            prop_assert!((read.target.x - x).abs() < 6e-4 && (read.target.z - z).abs() < 6e-4);
            prop_assert!((read.yaw - yaw).abs() < 6e-5 && (read.distance - distance).abs() < 6e-4);
            prop_assert_eq!(read.projection, pose.projection);
            prop_assert_eq!(read.to_string(), text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,60}") {
            let _ = text.parse::<CameraPose>();
        }
    }

    #[test]
    fn the_text_is_short_and_fit_for_a_link() {
        let pose = CameraPose::at(Vec3::new(12.3456, -0.0001, 0.0), 25.0);
        assert_eq!(pose.to_string(), "12.346_0_0_25_0_0.6_p");
    }

    #[test]
    fn broken_text_is_named() {
        let error = "1_2_3".parse::<CameraPose>().unwrap_err();
        assert!(error.to_string().contains("`1_2_3`"));
        assert!("1_2_3_4_5_6_x".parse::<CameraPose>().is_err());
        assert!("1_2_3_inf_5_6_p".parse::<CameraPose>().is_err());
    }
}
