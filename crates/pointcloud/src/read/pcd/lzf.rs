//! LZF, as Marc Lehmann's `liblzf` writes it (`lzf_d.c`).

/// A token of three bytes stands for at most 264: what is longer than that allows is a lie.
const MOST_A_BYTE: usize = 88;

/// The `length` bytes that were packed.
///
/// # Errors
/// What is wrong, to follow the name of the field.
pub(super) fn decompress(packed: &[u8], length: usize) -> Result<Vec<u8>, String> {
    if length > packed.len().saturating_mul(MOST_A_BYTE) {
        return Err(format!(
            "says that {} bytes become {length}; so many cannot come of it",
            packed.len()
        ));
    }
    let short = || "ends in the middle of a run; the file is cut short".to_owned();
    let mut bytes = Vec::with_capacity(length);
    let mut rest = packed;
    let next = |rest: &mut &[u8]| {
        let (byte, after) = rest.split_first().ok_or_else(short)?;
        *rest = after;
        Ok::<usize, String>(usize::from(*byte))
    };
    while !rest.is_empty() {
        let control = next(&mut rest)?;
        if control < 32 {
            let (literal, after) = rest.split_at_checked(control + 1).ok_or_else(short)?;
            bytes.extend_from_slice(literal);
            rest = after;
        } else {
            let mut run = control >> 5;
            if run == 7 {
                run += next(&mut rest)?;
            }
            let back = (control & 0x1f) << 8 | next(&mut rest)?;
            let start = bytes
                .len()
                .checked_sub(back + 1)
                .ok_or("points back before its start; it is damaged")?;
            // A run may overlap what it writes.
            for place in start..start + run + 2 {
                bytes.push(bytes[place]);
            }
        }
        if bytes.len() > length {
            return Err(format!("becomes more than the {length} bytes it says"));
        }
    }
    if bytes.len() < length {
        return Err(format!(
            "becomes {} bytes and says {length}; the file is cut short",
            bytes.len()
        ));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_repeat_what_came_before() {
        // Two literal bytes, then 7 bytes from 2 back.
        assert_eq!(
            decompress(&[1, 5, 6, 0xa0, 1], 9).unwrap(),
            [5, 6, 5, 6, 5, 6, 5, 6, 5]
        );
    }

    #[test]
    fn a_run_before_the_start_is_refused() {
        assert!(decompress(&[0, 5, 0x20, 9], 4).is_err());
    }

    #[test]
    fn a_length_beyond_what_can_be_is_refused_before_memory_is_taken() {
        assert!(decompress(&[0, 5], usize::MAX / 2).is_err());
    }
}
