//! Writing a tile.

use crate::cloud::{Bounds, Cloud};

use super::layout::{ALIGN, ENTRY, HEADER, Kind, MAGIC, Type, VERSION};

/// The step of most tiles, in metres.
const MILLIMETRE: f64 = 0.001;
/// The finest step: what is smaller than a few of these is no scene.
const FINEST: f64 = 1e-9;
/// Offsets have 32 bits, and a point takes up to 29 bytes: 12 of position, 2 of intensity, 3 of
/// colour, 2 of ring, 4 of time, 2 of class and of instance, 2 of what else there is.
const MOST_POINTS: usize = u32::MAX as usize / 31;

/// The tile of a cloud. A tile is at most 4 GiB long: of a cloud of more than 138 million points it
/// holds the first that surely fit.
pub fn encode(cloud: &Cloud) -> Vec<u8> {
    let points = cloud.len().min(MOST_POINTS);
    let bounds = cloud.bounds().unwrap_or(Bounds {
        min: [0.0; 3],
        max: [0.0; 3],
    });
    let scale = scale(&bounds);
    let planes = planes(cloud, points, &bounds, scale);

    let mut tile = Vec::new();
    tile.extend(MAGIC);
    tile.extend(VERSION.to_le_bytes());
    tile.extend((planes.len() as u16).to_le_bytes());
    tile.extend((points as u32).to_le_bytes());
    tile.extend(0_u32.to_le_bytes());
    for at in bounds.min {
        tile.extend(at.to_le_bytes());
    }
    tile.extend(scale.to_le_bytes());
    let mut offset = HEADER + planes.len() * ENTRY;
    for plane in &planes {
        tile.extend((plane.kind as u16).to_le_bytes());
        tile.extend((plane.encoding as u16).to_le_bytes());
        tile.extend((offset as u32).to_le_bytes());
        tile.extend((plane.bytes.len() as u32).to_le_bytes());
        tile.extend(0_u32.to_le_bytes());
        tile.extend(plane.base);
        tile.extend(plane.step.to_le_bytes());
        offset = (offset + plane.bytes.len()).next_multiple_of(ALIGN);
    }
    for plane in planes {
        tile.resize(tile.len().next_multiple_of(ALIGN), 0);
        tile.extend(plane.bytes);
    }
    tile
}

/// Metres a step: 1 mm; a tenth of it, again and again, while 16 bits still span the cloud, since
/// a scan of a small thing has finer detail; more where 32 bits would not span it.
fn scale(bounds: &Bounds) -> f64 {
    let extent = (0..3)
        .map(|axis| bounds.max[axis] - bounds.min[axis])
        .fold(0.0, f64::max);
    if extent > MILLIMETRE * f64::from(u32::MAX) {
        return extent / f64::from(u32::MAX);
    }
    let mut scale = MILLIMETRE;
    while extent > 0.0 && scale > FINEST && extent / (scale / 10.0) <= f64::from(u16::MAX) {
        scale /= 10.0;
    }
    scale
}

struct Plane {
    kind: Kind,
    encoding: Type,
    base: [u8; 8],
    step: f64,
    bytes: Vec<u8>,
}

impl Plane {
    fn plain(kind: Kind, encoding: Type, bytes: Vec<u8>) -> Self {
        Self {
            kind,
            encoding,
            base: 0.0_f64.to_le_bytes(),
            step: 1.0,
            bytes,
        }
    }
}

fn planes(cloud: &Cloud, points: usize, bounds: &Bounds, scale: f64) -> Vec<Plane> {
    let mut planes: Vec<Plane> = [Kind::X, Kind::Y, Kind::Z]
        .into_iter()
        .enumerate()
        .map(|(axis, kind)| along(cloud, points, axis, kind, bounds, scale))
        .collect();
    planes.extend(cloud.intensity().map(|list| intensity(&list[..points])));
    planes.extend(cloud.color().map(|list| {
        Plane::plain(
            Kind::Color,
            Type::Rgb,
            list[..points].as_flattened().to_vec(),
        )
    }));
    planes.extend(cloud.ring().map(|list| {
        let bytes = list[..points].iter().flat_map(|ring| ring.to_le_bytes());
        Plane::plain(Kind::Ring, Type::U16, bytes.collect())
    }));
    planes.extend(cloud.time().map(|list| time(&list[..points])));
    planes.extend(
        cloud
            .classification()
            .map(|list| small(Kind::Classification, &list[..points])),
    );
    planes.extend(
        cloud
            .instance()
            .map(|list| small(Kind::Instance, &list[..points])),
    );
    planes.extend(
        cloud
            .device()
            .map(|list| Plane::plain(Kind::Device, Type::U8, list[..points].to_vec())),
    );
    planes.extend(
        cloud
            .ground()
            .map(|list| Plane::plain(Kind::Ground, Type::Bits, bits(&list[..points]))),
    );
    planes
}

fn along(
    cloud: &Cloud,
    points: usize,
    axis: usize,
    kind: Kind,
    bounds: &Bounds,
    scale: f64,
) -> Plane {
    let least = bounds.min[axis];
    let steps = |at: f64| ((at - least) / scale).round() as u32;
    let most = steps(bounds.max[axis]);
    let (encoding, width) = match most {
        0..=0xffff => (Type::U16, 2),
        0x1_0000..=0xff_ffff => (Type::U24, 3),
        _ => (Type::U32, 4),
    };
    let mut bytes = Vec::with_capacity(points * width);
    for position in &cloud.positions()[..points] {
        bytes.extend_from_slice(&steps(position[axis]).to_le_bytes()[..width]);
    }
    Plane {
        step: scale,
        ..Plane::plain(kind, encoding, bytes)
    }
}

/// Whole numbers that span less than 256 are kept as they are, in bytes; others become 65,536
/// steps between the least and the most.
fn intensity(list: &[f32]) -> Plane {
    let (low, high) = list
        .iter()
        .fold((f32::MAX, f32::MIN), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    // Wider than a float: the span of two floats may be beyond one.
    let (low, high) = if list.is_empty() {
        (0.0, 0.0)
    } else {
        (f64::from(low), f64::from(high))
    };
    let whole = list.iter().all(|value| value.fract() == 0.0);
    if whole && high - low < 256.0 {
        let bytes = list.iter().map(|value| (f64::from(*value) - low) as u8);
        return Plane {
            base: low.to_le_bytes(),
            ..Plane::plain(Kind::Intensity, Type::U8, bytes.collect())
        };
    }
    let step = if whole && high - low <= 65_535.0 {
        1.0
    } else {
        (high - low) / 65_535.0
    };
    let bytes = list
        .iter()
        .flat_map(|value| (((f64::from(*value) - low) / step).round() as u16).to_le_bytes());
    Plane {
        base: low.to_le_bytes(),
        step,
        ..Plane::plain(Kind::Intensity, Type::U16, bytes.collect())
    }
}

/// Nanoseconds where 32 bits span them (4.3 s), else as fine as 32 bits allow.
fn time(list: &[i64]) -> Plane {
    let base = list.iter().copied().min().unwrap_or_default();
    let most = list.iter().map(|time| time.abs_diff(base)).max();
    let step = most
        .unwrap_or_default()
        .div_ceil(u64::from(u32::MAX))
        .max(1);
    let bytes = list.iter().flat_map(|time| {
        let after = time.abs_diff(base);
        ((after / step) as u32).to_le_bytes()
    });
    Plane {
        base: base.to_le_bytes(),
        step: step as f64,
        ..Plane::plain(Kind::Time, Type::U32, bytes.collect())
    }
}

/// Numbers in bytes where all fit.
fn small(kind: Kind, list: &[u16]) -> Plane {
    let bytes: Result<Vec<u8>, _> = list.iter().map(|number| u8::try_from(*number)).collect();
    if let Ok(bytes) = bytes {
        return Plane::plain(kind, Type::U8, bytes);
    }
    let bytes = list.iter().flat_map(|number| number.to_le_bytes());
    Plane::plain(kind, Type::U16, bytes.collect())
}

fn bits(list: &[bool]) -> Vec<u8> {
    let byte = |eight: &[bool]| {
        eight
            .iter()
            .enumerate()
            .fold(0, |byte, (place, bit)| byte | u8::from(*bit) << place)
    };
    list.chunks(8).map(byte).collect()
}
