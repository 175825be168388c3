//! Reading a tile, without trusting it and without copying it.

use crate::cloud::Bounds;

use super::error::TileError;
use super::layout::{ENTRY, HEADER, Kind, MAGIC, Type, VERSION};
use super::numbers::Numbers;

/// A tile whose lengths and counts were checked. Planes are borrowed from its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile<'a> {
    points: u32,
    origin: [f64; 3],
    scale: f64,
    axes: [Numbers<'a>; 3],
    intensity: Option<Measure<'a>>,
    color: Option<&'a [[u8; 3]]>,
    ring: Option<&'a [[u8; 2]]>,
    time: Option<Time<'a>>,
    classification: Option<Numbers<'a>>,
    instance: Option<Numbers<'a>>,
    device: Option<&'a [u8]>,
    ground: Option<&'a [u8]>,
}

/// Numbers that mean `base + step × n`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measure<'a> {
    pub numbers: Numbers<'a>,
    pub base: f64,
    pub step: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Time<'a> {
    steps: &'a [[u8; 4]],
    base: i64,
    step: f64,
}

impl Measure<'_> {
    /// The value of a point; `None` behind the last.
    pub fn get(&self, place: usize) -> Option<f32> {
        let number = self.numbers.get(place)?;
        Some((self.base + self.step * f64::from(number)) as f32)
    }

    /// The values of all points.
    pub fn values(&self) -> Vec<f32> {
        let mut values = vec![0.0; self.numbers.len()];
        self.numbers.each(|place, number| {
            values[place] = (self.base + self.step * f64::from(number)) as f32;
        });
        values
    }
}

impl<'a> Tile<'a> {
    /// Checks the bytes of a tile and finds its planes.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, TileError> {
        if bytes.get(..4) != Some(&MAGIC) {
            return Err(TileError::NotATile);
        }
        let (header, rest) = bytes
            .split_first_chunk::<HEADER>()
            .ok_or(TileError::Short {
                part: "header",
                needed: HEADER as u64,
                found: bytes.len(),
            })?;
        let version = u16_at(header, 4);
        if version != VERSION {
            return Err(TileError::Version(version));
        }
        let planes = usize::from(u16_at(header, 6));
        let points = u32_at(header, 8);
        let origin = [16, 24, 32].map(|at| f64_at(header, at));
        let scale = f64_at(header, 40);
        if let Some(value) = origin.into_iter().find(|value| !value.is_finite()) {
            return Err(TileError::Header {
                field: "origin",
                value,
                rule: "three finite numbers",
            });
        }
        if !(scale.is_finite() && scale > 0.0) {
            return Err(TileError::Header {
                field: "scale",
                value: scale,
                rule: "a finite number above 0",
            });
        }
        let directory = rest.get(..planes * ENTRY).ok_or(TileError::Short {
            part: "directory",
            needed: (HEADER + planes * ENTRY) as u64,
            found: bytes.len(),
        })?;
        let found = Found::read(bytes, points, directory)?;
        let axis = |kind| -> Result<_, TileError> {
            let missing = TileError::Missing { kind: kind as u16 };
            found.numbers(kind).ok_or(missing)
        };
        Ok(Self {
            points,
            origin,
            scale,
            axes: [axis(Kind::X)?, axis(Kind::Y)?, axis(Kind::Z)?],
            intensity: found
                .numbers(Kind::Intensity)
                .zip(found.get(Kind::Intensity))
                .map(|(numbers, plane)| Measure {
                    numbers,
                    base: f64::from_le_bytes(plane.base),
                    step: plane.step,
                }),
            color: found.chunks(Kind::Color),
            ring: found.chunks(Kind::Ring),
            time: found
                .chunks(Kind::Time)
                .zip(found.get(Kind::Time))
                .map(|(steps, plane)| Time {
                    steps,
                    base: i64::from_le_bytes(plane.base),
                    step: plane.step,
                }),
            classification: found.numbers(Kind::Classification),
            instance: found.numbers(Kind::Instance),
            device: found.get(Kind::Device).map(|plane| plane.bytes),
            ground: found.get(Kind::Ground).map(|plane| plane.bytes),
        })
    }

    /// How many points there are.
    pub fn len(&self) -> usize {
        self.points as usize
    }

    pub fn is_empty(&self) -> bool {
        self.points == 0
    }

    /// What positions are relative to: the least x, y and z of all points; `world`, metres.
    pub fn origin(&self) -> [f64; 3] {
        self.origin
    }

    /// Metres a step; a position is off by at most half of it.
    pub fn scale(&self) -> f64 {
        self.scale
    }

    /// Steps along x, y and z.
    pub fn axes(&self) -> &[Numbers<'a>; 3] {
        &self.axes
    }

    /// The smallest box that holds all points; `None` for a tile without points.
    pub fn bounds(&self) -> Option<Bounds> {
        let mut bounds = Bounds {
            min: self.origin,
            max: self.origin,
        };
        for (axis, numbers) in self.axes.iter().enumerate() {
            // A cloud spans from its origin; a tile that lies may begin further in.
            let (least, most) = (numbers.iter().min()?, numbers.iter().max()?);
            bounds.min[axis] += f64::from(least) * self.scale;
            bounds.max[axis] += f64::from(most) * self.scale;
        }
        Some(bounds)
    }

    /// x, y, z of every point in turn, in metres from [`Tile::origin`]: a buffer for WebGL.
    pub fn positions_f32(&self) -> Vec<f32> {
        let mut positions = vec![0.0; self.len() * 3];
        for (axis, numbers) in self.axes.iter().enumerate() {
            numbers.each(|place, steps| {
                positions[place * 3 + axis] = (f64::from(steps) * self.scale) as f32;
            });
        }
        positions
    }

    /// A point in `world`, metres; `None` behind the last.
    pub fn position(&self, place: usize) -> Option<[f64; 3]> {
        let mut position = self.origin;
        for (at, numbers) in position.iter_mut().zip(&self.axes) {
            *at += f64::from(numbers.get(place)?) * self.scale;
        }
        Some(position)
    }

    /// As in the file: from 0 to 1, 255 or 65,535.
    pub fn intensity(&self) -> Option<Measure<'a>> {
        self.intensity
    }

    /// Red, green and blue; `as_flattened` makes it a buffer for WebGL.
    pub fn color(&self) -> Option<&'a [[u8; 3]]> {
        self.color
    }

    /// Which laser of the device, from 0.
    pub fn ring(&self) -> Option<impl Iterator<Item = u16> + 'a> {
        self.ring
            .map(|list| list.iter().map(|bytes| u16::from_le_bytes(*bytes)))
    }

    /// Nanoseconds by the clock of the file.
    pub fn time(&self) -> Option<impl Iterator<Item = i64> + 'a> {
        self.time.map(|time| {
            time.steps.iter().map(move |bytes| {
                let steps = u32::from_le_bytes(*bytes);
                // A step is a whole number unless a tile lies; a cast of a float saturates.
                let after = (f64::from(steps) * time.step) as i64;
                time.base.saturating_add(after)
            })
        })
    }

    /// Classes by the list of the file's format or data set.
    pub fn classification(&self) -> Option<Numbers<'a>> {
        self.classification
    }

    /// Which thing of its class each point is of; 0 for none.
    pub fn instance(&self) -> Option<Numbers<'a>> {
        self.instance
    }

    /// Which device measured a point, from 0.
    pub fn device(&self) -> Option<&'a [u8]> {
        self.device
    }

    /// Whether each point is ground.
    pub fn ground(&self) -> Option<impl Iterator<Item = bool> + 'a> {
        let points = self.len();
        self.ground
            .map(move |bits| (0..points).map(move |place| is_set(bits, place)))
    }

    /// Each point in `world`, metres, and whether it is ground where the tile tells.
    pub fn places(&self) -> impl Iterator<Item = ([f64; 3], Option<bool>)> + Clone {
        (0..self.len()).filter_map(|place| {
            let is_ground = self.ground.map(|bits| is_set(bits, place));
            Some((self.position(place)?, is_ground))
        })
    }
}

fn is_set(bits: &[u8], place: usize) -> bool {
    bits[place / 8] >> (place % 8) & 1 == 1
}

struct Plane<'a> {
    kind: Kind,
    encoding: Type,
    bytes: &'a [u8],
    base: [u8; 8],
    step: f64,
}

/// The planes of known kinds.
struct Found<'a>(Vec<Plane<'a>>);

impl<'a> Found<'a> {
    fn read(bytes: &'a [u8], points: u32, directory: &[u8]) -> Result<Self, TileError> {
        let mut found = Self(Vec::new());
        let first = (HEADER + directory.len()) as u64;
        for (plane, entry) in directory.as_chunks::<ENTRY>().0.iter().enumerate() {
            let (kind, number) = (u16_at(entry, 0), u16_at(entry, 2));
            let (from, length) = (u64::from(u32_at(entry, 4)), u32_at(entry, 8));
            let to = from + u64::from(length);
            if from < first || to > bytes.len() as u64 {
                return Err(TileError::Outside {
                    plane,
                    from,
                    to,
                    found: bytes.len(),
                });
            }
            let Some(known) = Kind::from_number(kind) else {
                continue;
            };
            let encoding = Type::from_number(number)
                .filter(|encoding| known.types().contains(encoding))
                .ok_or(TileError::Type {
                    plane,
                    kind,
                    number,
                })?;
            let needed = encoding.length(points);
            if u64::from(length) != needed {
                return Err(TileError::Length {
                    plane,
                    kind,
                    found: length,
                    needed,
                    points,
                });
            }
            if found.get(known).is_some() {
                return Err(TileError::Twice { kind });
            }
            let (base, step) = (eight_at(entry, 16), f64_at(entry, 24));
            // The base of a time is a whole number: any bits are one.
            let based = known == Kind::Time || f64::from_le_bytes(base).is_finite();
            if !based || !step.is_finite() {
                return Err(TileError::Measure { plane, kind });
            }
            found.0.push(Plane {
                kind: known,
                encoding,
                bytes: &bytes[from as usize..to as usize],
                base,
                step,
            });
        }
        Ok(found)
    }

    fn get(&self, kind: Kind) -> Option<&Plane<'a>> {
        self.0.iter().find(|plane| plane.kind == kind)
    }

    fn chunks<const N: usize>(&self, kind: Kind) -> Option<&'a [[u8; N]]> {
        self.get(kind).map(|plane| plane.bytes.as_chunks().0)
    }

    fn numbers(&self, kind: Kind) -> Option<Numbers<'a>> {
        let plane = self.get(kind)?;
        match plane.encoding {
            Type::U8 => Some(Numbers::U8(plane.bytes)),
            Type::U16 => Some(Numbers::U16(plane.bytes.as_chunks().0)),
            Type::U24 => Some(Numbers::U24(plane.bytes.as_chunks().0)),
            Type::U32 => Some(Numbers::U32(plane.bytes.as_chunks().0)),
            Type::Rgb | Type::Bits => None,
        }
    }
}

// The callers have checked that the bytes are there.

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn eight_at(bytes: &[u8], at: usize) -> [u8; 8] {
    std::array::from_fn(|place| bytes[at + place])
}

fn f64_at(bytes: &[u8], at: usize) -> f64 {
    f64::from_le_bytes(eight_at(bytes, at))
}
