//! Columns of numbers: what they are called and how they are written.

/// What a column tells of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    X,
    Y,
    Z,
    Intensity,
    Red,
    Green,
    Blue,
    /// `0x00RRGGBB` in 32 bits, as the Point Cloud Library writes `rgb` and `rgba`.
    PackedColor,
    Ring,
    Time,
    Classification,
    Device,
    Ground,
}

impl Role {
    /// The role of a column by the names that drivers and tools give it.
    pub(super) fn of(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "x" => Self::X,
            "y" => Self::Y,
            "z" => Self::Z,
            "intensity" | "i" | "reflectivity" | "reflectance" | "scalar_intensity" => {
                Self::Intensity
            }
            "red" | "r" | "diffuse_red" => Self::Red,
            "green" | "g" | "diffuse_green" => Self::Green,
            "blue" | "b" | "diffuse_blue" => Self::Blue,
            "rgb" | "rgba" => Self::PackedColor,
            "ring" | "channel" | "laser_id" | "laser" => Self::Ring,
            "t" | "time" | "timestamp" | "time_stamp" | "gps_time" | "gpstime" | "stamp" => {
                Self::Time
            }
            "label" | "class" | "classification" | "scalar_classification" => Self::Classification,
            "d" | "device" | "device_id" | "lidar_id" => Self::Device,
            "is_ground" | "ground" => Self::Ground,
            _ => return None,
        })
    }
}

/// A number as a file had it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    Int(i64),
    Float(f64),
}

impl Default for Scalar {
    fn default() -> Self {
        Self::Int(0)
    }
}

/// Seconds beyond this (the year 2262) do not fit 64 bits of nanoseconds.
const LAST_SECOND: f64 = 9.2e9;

impl Scalar {
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// Whole numbers are nanoseconds and floats are seconds, as drivers write them; a float that
    /// is too large for seconds is in nanoseconds, too.
    pub(super) fn nanoseconds(self) -> i64 {
        match self {
            Self::Int(value) => value,
            Self::Float(value) if value.abs() > LAST_SECOND => value as i64,
            Self::Float(seconds) => {
                // Apart, since a float of today's seconds has no digits left for nanoseconds.
                let whole = seconds.trunc();
                whole as i64 * 1_000_000_000 + ((seconds - whole) * 1e9).round() as i64
            }
        }
    }

    /// The bits of a packed colour, which may be dressed up as a 32-bit float.
    pub(super) fn packed(self) -> u32 {
        match self {
            Self::Int(value) => value as u32,
            Self::Float(value) => (value as f32).to_bits(),
        }
    }
}

/// How a number is written in binary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    I64,
    U64,
    F32,
    F64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Endian {
    Little,
    Big,
}

impl Number {
    pub(super) fn size(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    pub(super) fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }

    /// The number at the start of `bytes`, which must hold [`Number::size`] of them.
    pub(super) fn read(self, bytes: &[u8], endian: Endian) -> Scalar {
        match self {
            Self::I8 => Scalar::Int(i8::from_le_bytes(fixed(bytes, endian)).into()),
            Self::U8 => Scalar::Int(u8::from_le_bytes(fixed(bytes, endian)).into()),
            Self::I16 => Scalar::Int(i16::from_le_bytes(fixed(bytes, endian)).into()),
            Self::U16 => Scalar::Int(u16::from_le_bytes(fixed(bytes, endian)).into()),
            Self::I32 => Scalar::Int(i32::from_le_bytes(fixed(bytes, endian)).into()),
            Self::U32 => Scalar::Int(u32::from_le_bytes(fixed(bytes, endian)).into()),
            Self::I64 => Scalar::Int(i64::from_le_bytes(fixed(bytes, endian))),
            Self::U64 => {
                let value = u64::from_le_bytes(fixed(bytes, endian));
                Scalar::Int(i64::try_from(value).unwrap_or(i64::MAX))
            }
            Self::F32 => Scalar::Float(f32::from_le_bytes(fixed(bytes, endian)).into()),
            Self::F64 => Scalar::Float(f64::from_le_bytes(fixed(bytes, endian))),
        }
    }

    /// A number of a text, if it is one.
    pub(super) fn parse(self, text: &[u8]) -> Option<Scalar> {
        let text = std::str::from_utf8(text).ok()?;
        if !self.is_float()
            && let Ok(whole) = text.parse()
        {
            return Some(Scalar::Int(whole));
        }
        text.parse().ok().map(Scalar::Float)
    }
}

/// The first bytes, the least significant first.
fn fixed<const N: usize>(bytes: &[u8], endian: Endian) -> [u8; N] {
    let mut fixed = [0; N];
    fixed.copy_from_slice(&bytes[..N]);
    if endian == Endian::Big {
        fixed.reverse();
    }
    fixed
}

/// A column that is read, and where it is in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) role: Role,
    pub(super) number: Number,
    /// In bytes from the start of the record.
    pub(super) at: usize,
}

impl Column {
    pub(super) fn read(self, record: &[u8], endian: Endian) -> Scalar {
        // A colour dressed up as a float may be a NaN, whose bits no conversion keeps.
        let number = match (self.role, self.number) {
            (Role::PackedColor, Number::F32) => Number::U32,
            (_, number) => number,
        };
        number.read(&record[self.at..], endian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_keep_their_microseconds() {
        let time = Scalar::Float(1_700_000_000.25).nanoseconds();
        assert_eq!(time, 1_700_000_000_250_000_000);
        assert_eq!(
            Scalar::Float(1.7e18).nanoseconds(),
            1_700_000_000_000_000_000
        );
    }

    #[test]
    fn big_endian_is_read_backwards() {
        let read = |number: Number, bytes: &[u8]| number.read(bytes, Endian::Big);
        assert_eq!(read(Number::I16, &[0xff, 0xfe]), Scalar::Int(-2));
        assert_eq!(
            read(Number::F32, &1.5_f32.to_be_bytes()),
            Scalar::Float(1.5)
        );
    }

    #[test]
    fn a_packed_color_survives_being_a_float() {
        let column = Column {
            role: Role::PackedColor,
            number: Number::F32,
            at: 0,
        };
        let color = column.read(&0xff81_2233_u32.to_le_bytes(), Endian::Little);
        assert_eq!(color.packed() & 0xff_ffff, 0x81_2233);
    }
}
