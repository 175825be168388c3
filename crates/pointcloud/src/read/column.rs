//! Columns of numbers: how they are written.

use super::roles::Role;

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

impl Scalar {
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
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
    F16,
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
            Self::I16 | Self::U16 | Self::F16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::I64 | Self::U64 | Self::F64 => 8,
        }
    }

    pub(super) fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::F32 | Self::F64)
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
            Self::F16 => Scalar::Float(half(u16::from_le_bytes(fixed(bytes, endian)))),
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

/// A float of 16 bits (IEEE 754, binary16).
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let size = match bits >> 10 & 0x1f {
        0 => fraction * 2_f64.powi(-14),
        0x1f if fraction > 0.0 => f64::NAN,
        0x1f => f64::INFINITY,
        exponent => (1.0 + fraction) * 2_f64.powi(i32::from(exponent) - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
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
    fn half_floats_are_read() {
        // numpy.float16(x).view('u2') of each.
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc500, -5.0),
            (0x0001, 5.960_464_477_539_063e-8),
            (0x7bff, 65_504.0),
            (0x8000, 0.0),
        ] {
            assert_eq!(
                Scalar::Float(value),
                Number::F16.read(&u16::to_le_bytes(bits), Endian::Little)
            );
        }
        assert!(half(0x7e00).is_nan() && half(0xfc00).is_infinite());
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
