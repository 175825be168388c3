//! Messages as protobuf writes them: fields with a number, a kind and a value.
//!
//! <https://protobuf.dev/programming-guides/encoding/>

/// What follows the number of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Varint,
    Fixed64,
    Bytes,
    Fixed32,
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(&'a [u8]),
    Fixed32([u8; 4]),
}

impl Value<'_> {
    /// A `float` or `double`; any other value is none.
    pub(super) fn float(self) -> Option<f64> {
        match self {
            Self::Fixed32(bytes) => Some(f64::from(f32::from_le_bytes(bytes))),
            Self::Fixed64(bytes) => Some(f64::from_le_bytes(bytes)),
            Self::Varint(_) | Self::Bytes(_) => None,
        }
    }

    /// A whole number or truth value; any other value is none.
    pub(super) fn whole(self) -> Option<i64> {
        match self {
            // Negative numbers are written in two's complement of 64 bits.
            Self::Varint(number) => Some(number as i64),
            _ => None,
        }
    }
}

/// Takes a tag apart into the number of the field and what follows. Groups, which nobody writes
/// any more, are none.
pub(super) fn tag(tag: u64) -> Option<(u64, Kind)> {
    let kind = match tag & 7 {
        0 => Kind::Varint,
        1 => Kind::Fixed64,
        2 => Kind::Bytes,
        5 => Kind::Fixed32,
        _ => return None,
    };
    Some((tag >> 3, kind)).filter(|(number, _)| *number > 0)
}

/// Seven bits a byte, the lowest first; the highest bit tells that more follow.
pub(super) fn varint<E>(mut next: impl FnMut() -> Result<Option<u8>, E>) -> Result<Option<u64>, E> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let Some(byte) = next()? else {
            return Ok(None);
        };
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Ok(None)
}

/// The fields of a message in order; ends early with an error where the message breaks off.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

/// That a message breaks off or holds no fields.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenMessage;

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Value<'a>), BrokenMessage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_none() {
            self.0 = &[];
        }
        Some(field.ok_or(BrokenMessage))
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Option<(u64, Value<'a>)> {
        let (number, kind) = tag(self.varint()?)?;
        let value = match kind {
            Kind::Varint => Value::Varint(self.varint()?),
            Kind::Fixed64 => Value::Fixed64(self.fixed()?),
            Kind::Fixed32 => Value::Fixed32(self.fixed()?),
            Kind::Bytes => {
                let length = usize::try_from(self.varint()?).ok()?;
                let (bytes, rest) = self.0.split_at_checked(length)?;
                self.0 = rest;
                Value::Bytes(bytes)
            }
        };
        Some((number, value))
    }

    fn varint(&mut self) -> Option<u64> {
        let next = || {
            let byte = self.0.split_first().map(|(byte, rest)| {
                self.0 = rest;
                *byte
            });
            Ok::<_, BrokenMessage>(byte)
        };
        varint(next).ok()?
    }

    fn fixed<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_the_documentation_of_protobuf_shows_them() {
        // Test1 { a: 150 } and Test2 { b: "testing" }.
        let message = [&[0x08, 0x96, 0x01, 0x12, 0x07][..], b"testing"].concat();
        let fields: Vec<_> = Fields(&message).collect();
        assert_eq!(
            fields,
            [
                Ok((1, Value::Varint(150))),
                Ok((2, Value::Bytes(b"testing")))
            ]
        );
    }

    #[test]
    fn a_message_that_breaks_off_is_told() {
        for message in [
            &[0x08][..],
            &[0x12, 9, 1],
            &[0x0d, 1, 2],
            &[0xff; 12],
            &[0x0b],
        ] {
            assert_eq!(Fields(message).last(), Some(Err(BrokenMessage)));
        }
    }
}
