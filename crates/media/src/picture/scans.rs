//! How much work the scans of a JPEG are.

use super::decode::PictureLimits;
use crate::MediaError;

/// Scans that any picture may have: progressive ones of common programs have 10 or so.
const USUAL_SCANS: u64 = 32;

/// Of a picture with more scans, pixels times scans: a second of decoding or so. A few bytes are enough
/// for a scan, each of which goes through all pixels, so that a small file could take an hour.
const MORE_WORK: u64 = 500_000_000;

/// Refuses a JPEG whose scans are more work than any picture needs; whatever else is let through.
pub fn check(bytes: &[u8], limits: PictureLimits) -> Result<(), MediaError> {
    let Some(Jpeg { pixels, scans }) = Jpeg::read(bytes) else {
        return Ok(());
    };
    if scans <= USUAL_SCANS || scans * pixels.min(limits.pixels) <= MORE_WORK {
        return Ok(());
    }
    Err(MediaError::undecodable(format!(
        "it has {scans} scans, more than a picture of its size needs; save it anew"
    )))
}

struct Jpeg {
    pixels: u64,
    scans: u64,
}

impl Jpeg {
    /// Walks the markers (ITU-T T.81, annex B): each segment but those without parameters tells its
    /// length; behind the header of a scan, its data goes on to the next marker that is neither stuffing
    /// nor a restart.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(&[0xff, 0xd8])?;
        let mut jpeg = Self {
            pixels: 0,
            scans: 0,
        };
        while let Some(at) = rest.windows(2).position(is_marker) {
            let marker = rest[at + 1];
            rest = &rest[at + 2..];
            if marker == 0xd9 {
                break;
            }
            let Some((length, _)) = rest.split_first_chunk::<2>() else {
                break;
            };
            let length = usize::from(u16::from_be_bytes(*length)).max(2);
            match marker {
                0xda => jpeg.scans += 1,
                // The header of the frame, of whichever process.
                0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                    if let [_, _, _, y0, y1, x0, x1, ..] = rest {
                        let side =
                            |high: &u8, low: &u8| u64::from(u16::from_be_bytes([*high, *low]));
                        jpeg.pixels = side(y0, y1) * side(x0, x1);
                    }
                }
                _ => {}
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        Some(jpeg)
    }
}

/// Whether two bytes are a marker that begins a segment or ends the file.
fn is_marker(bytes: &[u8]) -> bool {
    bytes[0] == 0xff && !matches!(bytes[1], 0x00 | 0x01 | 0xd0..=0xd8 | 0xff)
}
