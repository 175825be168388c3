//! What is where in a tile, for the writer and the reader.

pub(super) const MAGIC: [u8; 4] = *b"TLPC";
pub(super) const VERSION: u16 = 2;
pub(super) const HEADER: usize = 48;
pub(super) const ENTRY: usize = 32;
/// Planes begin at multiples of this, so that a browser may lay typed arrays over them.
pub(super) const ALIGN: usize = 8;

/// What a plane tells of the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Kind {
    /// Steps from the origin along x; `U16`, `U24` or `U32`, as are y and z.
    X = 1,
    Y = 2,
    Z = 3,
    /// `U8` or `U16`.
    Intensity = 4,
    /// `Rgb`.
    Color = 5,
    /// `U16`.
    Ring = 6,
    /// `U32`, steps of `step` nanoseconds after `base`.
    Time = 7,
    /// `U8`, or `U16` where a class is above 255.
    Classification = 8,
    /// `U8`.
    Device = 9,
    /// `Bits`.
    Ground = 10,
    /// `U8`, or `U16` where an instance is above 255.
    Instance = 11,
}

impl Kind {
    pub(super) const ALL: [Self; 11] = [
        Self::X,
        Self::Y,
        Self::Z,
        Self::Intensity,
        Self::Color,
        Self::Ring,
        Self::Time,
        Self::Classification,
        Self::Device,
        Self::Ground,
        Self::Instance,
    ];

    pub(super) fn from_number(number: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u16 == number)
    }

    /// The types in which a plane of this kind may come.
    pub(super) fn types(self) -> &'static [Type] {
        match self {
            Self::X | Self::Y | Self::Z => &[Type::U16, Type::U24, Type::U32],
            Self::Intensity | Self::Classification | Self::Instance => &[Type::U8, Type::U16],
            Self::Color => &[Type::Rgb],
            Self::Ring => &[Type::U16],
            Self::Time => &[Type::U32],
            Self::Device => &[Type::U8],
            Self::Ground => &[Type::Bits],
        }
    }
}

/// How a plane writes the value of a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u16)]
pub enum Type {
    U8 = 1,
    U16 = 2,
    U24 = 3,
    U32 = 4,
    /// Three bytes: red, green, blue.
    Rgb = 5,
    /// One bit a point; point 0 is the lowest bit of byte 0.
    Bits = 6,
}

impl Type {
    pub(super) fn from_number(number: u16) -> Option<Self> {
        [
            Self::U8,
            Self::U16,
            Self::U24,
            Self::U32,
            Self::Rgb,
            Self::Bits,
        ]
        .into_iter()
        .find(|kind| *kind as u16 == number)
    }

    /// The length in bytes of a plane of so many points.
    pub(super) fn length(self, points: u32) -> u64 {
        let points = u64::from(points);
        match self {
            Self::U8 => points,
            Self::U16 => points * 2,
            Self::U24 | Self::Rgb => points * 3,
            Self::U32 => points * 4,
            Self::Bits => points.div_ceil(8),
        }
    }
}
