//! The message `LidarFrame` and what it holds.

use std::io::BufRead;

use domain::lidar::{FrameImage, FrameInfo, Quaternion, RadarPoint, Xyz};

use crate::read::builder::{Builder, Found, Row};
use crate::read::column::Scalar;
use crate::read::error::CloudError;
use crate::read::format::Format;
use crate::read::limits::Limits;
use crate::read::roles::Role;
use crate::read::scale_frame::{MOST_IMAGES, MOST_RADAR_POINTS};
use crate::read::source::Source;
use crate::read::time::Unit;

use super::wire::{Fields, Kind, Value, tag, varint};

/// The longest message within a frame: an image with its URL.
const LONGEST: u64 = 1024 * 1024;

/// Reads a frame. Points become a cloud as they come; unknown fields are skipped. Protobuf marks no
/// end: a frame that is cut between two points cannot be told from one that has fewer.
pub(in crate::read) fn read(
    source: impl BufRead,
    limits: Limits,
) -> Result<(Found, FrameInfo), CloudError> {
    let mut source = Source::new(source, Format::ScaleProtobuf);
    let mut builder = Builder::new(Format::ScaleProtobuf, limits);
    builder.times_are(None, Unit::Nanoseconds);
    let mut info = FrameInfo::default();
    let mut message = Vec::new();
    while let Some(first) = source.byte()? {
        let mut first = Some(first);
        let number = varint(|| match first.take() {
            Some(first) => Ok(Some(first)),
            None => source.byte(),
        })?;
        let Some((number, kind)) = number.and_then(tag) else {
            return Err(source.broken("frame", "is no protobuf message"));
        };
        match (number, kind) {
            (1 | 2 | 4..=6, Kind::Bytes) => {
                let length = whole(&mut source)?;
                if length > LONGEST {
                    let problem = format!("has a part of {length} bytes; {LONGEST} can be");
                    return Err(source.broken("frame", problem));
                }
                source.read_into(&mut message, length, "frame")?;
                part(number, &message, &mut info, &mut builder, &source)?;
            }
            (7, Kind::Fixed64) => {
                let mut seconds = [0; 8];
                source.exact(&mut seconds, "timestamp")?;
                info.timestamp = serde_json::Number::from_f64(f64::from_le_bytes(seconds));
            }
            (_, Kind::Varint) => {
                whole(&mut source)?;
            }
            (_, Kind::Fixed64) => source.skip(8, "frame")?,
            (_, Kind::Fixed32) => source.skip(4, "frame")?,
            (_, Kind::Bytes) => {
                let length = whole(&mut source)?;
                source.skip(length, "frame")?;
            }
        }
    }
    if info.device_position.is_none() {
        return Err(source.broken("device_position", "is missing; a frame has one"));
    }
    Ok((builder.finish(), info))
}

fn whole(source: &mut Source<impl BufRead>) -> Result<u64, CloudError> {
    varint(|| source.byte())?
        .ok_or_else(|| source.broken("frame", "ends in a number; the file is cut short"))
}

fn part(
    number: u64,
    message: &[u8],
    info: &mut FrameInfo,
    builder: &mut Builder,
    source: &Source<impl BufRead>,
) -> Result<(), CloudError> {
    match number {
        1 => {
            let position = xyz(message).ok_or_else(|| {
                source.broken("device_position", "is wrong; give x, y and z in metres")
            })?;
            info.device_position = Some(position);
        }
        2 => {
            let heading = quaternion(message)
                .ok_or_else(|| source.broken("device_heading", "is wrong; give w, x, y and z"))?;
            info.device_heading = Some(heading);
        }
        4 => {
            let row = point(message).ok_or_else(|| {
                let field = format!("points[{}]", builder.count());
                source.broken(field, "is wrong; give x, y and z in metres")
            })?;
            builder.push(row)?;
        }
        5 => {
            let field = format!("radar_points[{}]", info.radar_points.len());
            if info.radar_points.len() == MOST_RADAR_POINTS {
                return Err(source.broken(field, format!("is more than {MOST_RADAR_POINTS}")));
            }
            let radar_point = radar_point(message)
                .ok_or_else(|| source.broken(field, "is wrong; give a position"))?;
            info.radar_points.push(radar_point);
        }
        _ => {
            let field = format!("images[{}]", info.images.len());
            if info.images.len() == MOST_IMAGES {
                return Err(source.broken(field, format!("is more than {MOST_IMAGES}")));
            }
            let image =
                image(message).ok_or_else(|| source.broken(field, "is wrong; give `image_url`"))?;
            info.images.push(image);
        }
    }
    Ok(())
}

fn point(message: &[u8]) -> Option<Row> {
    let mut row = Row::default();
    row.point.position = [f64::NAN; 3];
    let mut axes = [false; 3];
    for field in Fields(message) {
        let (number, value) = field.ok()?;
        match (number, value.float(), value.whole()) {
            (1..=3, Some(metres), _) => {
                let axis = number as usize - 1;
                row.point.position[axis] = metres;
                axes[axis] = true;
            }
            (4, Some(intensity), _) => row.set(Role::Intensity, Scalar::Float(intensity)),
            (5, _, Some(device)) => row.set(Role::Device, Scalar::Int(device)),
            // Nanoseconds, though they are a float.
            (6, Some(time), _) => row.set(Role::Time, Scalar::Float(time)),
            (7, _, Some(ground)) => row.set(Role::Ground, Scalar::Int(ground)),
            _ => {}
        }
    }
    axes.iter().all(|has| *has).then_some(row)
}

fn floats<const N: usize>(message: &[u8]) -> Option<[Option<f64>; N]> {
    let mut floats = [None; N];
    for field in Fields(message) {
        let (number, value) = field.ok()?;
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        if let (Some(to), Some(value)) = (floats.get_mut(place), value.float()) {
            *to = Some(value);
        }
    }
    Some(floats)
}

fn xyz(message: &[u8]) -> Option<Xyz> {
    let [x, y, z] = floats(message)?;
    Some(Xyz {
        x: x?,
        y: y?,
        z: z?,
    })
}

fn quaternion(message: &[u8]) -> Option<Quaternion> {
    let [w, x, y, z] = floats(message)?;
    Some(Quaternion {
        w: w?,
        x: x?,
        y: y?,
        z: z?,
    })
}

fn radar_point(message: &[u8]) -> Option<RadarPoint> {
    let (mut position, mut direction, mut size) = (None, None, None);
    for field in Fields(message) {
        match field.ok()? {
            (1, Value::Bytes(message)) => position = Some(xyz(message)?),
            (2, Value::Bytes(message)) => direction = Some(xyz(message)?),
            (3, value) => size = value.float(),
            _ => {}
        }
    }
    Some(RadarPoint {
        position: position?,
        direction,
        size,
    })
}

fn image(message: &[u8]) -> Option<FrameImage> {
    let mut image = FrameImage::default();
    let mut has_url = false;
    for field in Fields(message) {
        match field.ok()? {
            (1, value) => image.timestamp = value.float().and_then(serde_json::Number::from_f64),
            (2, Value::Bytes(url)) => {
                image.image_url = String::from_utf8(url.to_vec()).ok()?;
                has_url = true;
            }
            (3, Value::Bytes(message)) => image.position = Some(xyz(message)?),
            (4, Value::Bytes(message)) => image.heading = Some(quaternion(message)?),
            (5, value) => image.scale_factor = value.float(),
            (6, value) => image.priority = value.whole().map(|priority| priority as f64),
            (7, value) => image.camera_index = value.whole(),
            (8, Value::Bytes(message)) => intrinsics(&mut image, "brown_conrady", message)?,
            (9, Value::Bytes(message)) => intrinsics(&mut image, "fisheye", message)?,
            (13, Value::Bytes(message)) => intrinsics(&mut image, "omnidirectional", message)?,
            _ => {}
        }
    }
    has_url.then_some(image)
}

/// Each model numbers its distortion in its own way.
fn intrinsics(image: &mut FrameImage, model: &str, message: &[u8]) -> Option<()> {
    image.camera_model = Some(model.to_owned());
    let numbers: [Option<f64>; 11] = floats(message)?;
    let [fx, fy, cx, cy, skew, k1, k2, rest @ ..] = numbers;
    image.fx = fx;
    image.fy = fy;
    image.cx = cx;
    image.cy = cy;
    image.skew = skew;
    image.k1 = k1;
    image.k2 = k2;
    match (model, rest) {
        ("fisheye", [k3, k4, ..]) => {
            image.k3 = k3;
            image.k4 = k4;
        }
        (_, [p1, p2, k3, xi]) => {
            image.p1 = p1;
            image.p2 = p2;
            image.k3 = k3;
            image.xi = xi;
        }
    }
    Some(())
}
