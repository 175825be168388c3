//! What is drawn in space beside points and cuboids.

use domain::lidar::{FrameInfo, RadarPoint};
use viewer::cuboid::{CuboidShape, EDGES};
use viewer::{Line, Pose, Vec3, polyline};

use super::photo_camera::camera;

/// Metres that a camera's pyramid reaches.
const FRUSTUM: f64 = 2.5;
/// Half the size of a mark where a radar saw something, metres.
const MARK: f64 = 0.25;
/// Seconds of movement that an arrow shows.
const AHEAD: f64 = 1.0;

/// Colours that read on a light and on a dark ground.
pub const PATH: [u8; 4] = [226, 120, 20, 255];
const CAMERA: [u8; 4] = [120, 132, 150, 255];
const RADAR: [u8; 4] = [214, 64, 150, 255];
const CLIP: [u8; 4] = [120, 132, 150, 220];
pub const MEASURE: [u8; 4] = [240, 90, 40, 255];

/// Where the device was, and how it was turned; `None` where the frame does not tell.
pub fn device(info: &FrameInfo) -> Option<Pose> {
    let position: [f64; 3] = info.device_position?.into();
    let heading = info.device_heading.map_or([1.0, 0.0, 0.0, 0.0], |turn| {
        [turn.w, turn.x, turn.y, turn.z]
    });
    Some(Pose::new(position.into(), heading))
}

/// The device as its axes, 1 m long: x red, y green, z blue.
pub fn device_axes(pose: &Pose) -> Vec<Line> {
    let colors = [[229, 72, 77, 255], [70, 167, 88, 255], [62, 125, 240, 255]];
    let line = |(axis, color)| Line {
        width: 2.0,
        ..Line::new(pose.position, pose.position + axis, color)
    };
    pose.axes().into_iter().zip(colors).map(line).collect()
}

/// The way of the device through the frames, with a mark at each.
pub fn path(places: &[Vec3]) -> Vec<Line> {
    let mut lines = polyline(places, PATH);
    for place in places {
        lines.extend(cross(*place, 0.12, PATH));
    }
    lines
}

/// What each camera of the frame sees; the size of a photo is taken from its principal point, which
/// is about in its middle.
pub fn cameras(info: &FrameInfo) -> Vec<Line> {
    info.images
        .iter()
        .filter_map(|image| {
            let camera = camera(image)?;
            let scale = image
                .scale_factor
                .filter(|scale| *scale > 0.0)
                .unwrap_or(1.0);
            let size = [image.cx? * 2.0 / scale, image.cy? * 2.0 / scale];
            Some(camera.frustum(size, FRUSTUM, CAMERA))
        })
        .flatten()
        .collect()
}

/// A cross where each radar point is, and an arrow to where it will be in a second.
pub fn radar(points: &[RadarPoint]) -> Vec<Line> {
    points
        .iter()
        .flat_map(|point| {
            let at: Vec3 = <[f64; 3]>::from(point.position).into();
            let mut lines = cross(at, MARK, RADAR).to_vec();
            let moves = point.direction.map(<[f64; 3]>::from).map(Vec3::from);
            if let Some(moves) = moves.filter(|moves| moves.x.hypot(moves.y) > 0.01) {
                lines.extend(arrow(at, at + moves * AHEAD));
            }
            lines
        })
        .collect()
}

fn cross(at: Vec3, half: f64, color: [u8; 4]) -> [Line; 3] {
    [Vec3::unit_x(), Vec3::unit_y(), Vec3::unit_z()]
        .map(|axis| Line::new(at - axis * half, at + axis * half, color))
}

fn arrow(from: Vec3, to: Vec3) -> [Line; 3] {
    let way = to - from;
    let length = way.x.hypot(way.y);
    let aside = Vec3::new(-way.y, way.x, 0.0) / length;
    let head = (length * 0.3).min(0.5);
    let back = to - way * (head / length);
    [
        Line {
            width: 2.0,
            ..Line::new(from, to, RADAR)
        },
        Line::new(to, back + aside * (head * 0.6), RADAR),
        Line::new(to, back - aside * (head * 0.6), RADAR),
    ]
}

/// The edges of a clip box.
pub fn clip(shape: &CuboidShape) -> Vec<Line> {
    let corners = shape.corners();
    EDGES
        .iter()
        .map(|[from, to]| Line {
            width: 1.0,
            ..Line::new(corners[*from], corners[*to], CLIP)
        })
        .collect()
}

/// The ways between measured places, and a mark at each.
pub fn measured(places: &[Vec3], mark: f64) -> Vec<Line> {
    let thick = |line| Line { width: 2.0, ..line };
    let ways = polyline(places, MEASURE).into_iter();
    let marks = places.iter().flat_map(|place| cross(*place, mark, MEASURE));
    ways.chain(marks).map(thick).collect()
}

#[cfg(test)]
mod tests {
    use domain::lidar::{FrameImage, Quaternion, Xyz};

    use super::*;

    #[test]
    fn a_radar_arrow_ends_where_the_point_will_be_in_a_second() {
        let xyz = |x, y| Xyz { x, y, z: 0.5 };
        let moving = RadarPoint {
            position: xyz(10.0, 4.0),
            direction: Some(Xyz {
                x: -3.0,
                y: 0.0,
                z: 0.0,
            }),
            size: None,
        };
        let still = RadarPoint {
            direction: None,
            ..moving.clone()
        };
        assert_eq!(radar(&[still]).len(), 3);
        let lines = radar(&[moving]);
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[3].to, Vec3::new(7.0, 4.0, 0.5));
    }

    #[test]
    fn a_device_that_is_turned_has_turned_axes() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let info = FrameInfo {
            device_position: Some(Xyz {
                x: 1.0,
                y: 2.0,
                z: 3.0,
            }),
            device_heading: Some(Quaternion {
                w: half,
                x: 0.0,
                y: 0.0,
                z: half,
            }),
            ..FrameInfo::default()
        };
        let pose = device(&info).unwrap();
        let [ahead, ..] = device_axes(&pose)[..] else {
            panic!("three axes")
        };
        let way = ahead.to - ahead.from;
        assert!(way.x.abs() < 1e-9 && (way.y - 1.0).abs() < 1e-9);
        assert_eq!(device(&FrameInfo::default()), None);
    }

    #[test]
    fn only_calibrated_cameras_are_drawn() {
        let calibrated = FrameImage {
            position: Some(Xyz::default()),
            heading: Some(Quaternion {
                w: 1.0,
                x: 0.0,
                y: 0.0,
                z: 0.0,
            }),
            fx: Some(500.0),
            fy: Some(500.0),
            cx: Some(320.0),
            cy: Some(240.0),
            ..FrameImage::default()
        };
        let info = FrameInfo {
            images: vec![calibrated, FrameImage::default()],
            ..FrameInfo::default()
        };
        let lines = cameras(&info);
        assert_eq!(lines.len(), 9);
        // The photo's right border, 320 of 500 pixels aside, at the pyramid's depth.
        let right = lines.iter().map(|line| line.to.x).fold(0.0, f64::max);
        assert!((right - 0.64 * FRUSTUM).abs() < 1e-9);
    }
}
