//! The numbers of a plane, where they lie.

/// Little-endian numbers, one a point, borrowed from a tile.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Numbers<'a> {
    U8(&'a [u8]),
    U16(&'a [[u8; 2]]),
    U24(&'a [[u8; 3]]),
    U32(&'a [[u8; 4]]),
}

impl<'a> Numbers<'a> {
    pub fn len(&self) -> usize {
        match self {
            Self::U8(list) => list.len(),
            Self::U16(list) => list.len(),
            Self::U24(list) => list.len(),
            Self::U32(list) => list.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of a point; `None` behind the last.
    pub fn get(&self, place: usize) -> Option<u32> {
        match self {
            Self::U8(list) => list.get(place).map(|byte| u32::from(*byte)),
            Self::U16(list) => list.get(place).copied().map(two),
            Self::U24(list) => list.get(place).copied().map(three),
            Self::U32(list) => list.get(place).copied().map(four),
        }
    }

    /// Gives each number to `take`, with its place. Which width it is, is asked once, not a point.
    pub fn each(&self, mut take: impl FnMut(usize, u32)) {
        match self {
            Self::U8(list) => visit(list, u32::from, &mut take),
            Self::U16(list) => visit(list, two, &mut take),
            Self::U24(list) => visit(list, three, &mut take),
            Self::U32(list) => visit(list, four, &mut take),
        }
    }

    /// All numbers in order.
    pub fn iter(self) -> impl Iterator<Item = u32> + 'a {
        (0..self.len()).filter_map(move |place| self.get(place))
    }
}

fn visit<T: Copy>(list: &[T], read: impl Fn(T) -> u32, take: &mut impl FnMut(usize, u32)) {
    for (place, item) in list.iter().enumerate() {
        take(place, read(*item));
    }
}

fn two(bytes: [u8; 2]) -> u32 {
    u32::from(u16::from_le_bytes(bytes))
}

fn three(bytes: [u8; 3]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
}

fn four(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes)
}
