//! Pixels out of bytes that we did not write, within limits.

use std::io::Cursor;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::{Size, scans};
use crate::MediaError;
use crate::probe;

/// What a picture may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureLimits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Width times height.
    pub pixels: u64,
    /// Bytes of memory for all pictures being decoded at a time. A picture that needs more alone is
    /// refused; others wait for their share.
    pub memory_bytes: u64,
}

impl Default for PictureLimits {
    /// 256 MiB, 200 megapixels, 1.5 GiB.
    fn default() -> Self {
        Self {
            file_bytes: 256 << 20,
            pixels: 200_000_000,
            memory_bytes: 1536 << 20,
        }
    }
}

/// A decoded picture, still as the file has it: apply `orientation` after scaling, when it is small.
pub struct Decoded {
    pub pixels: DynamicImage,
    pub orientation: Orientation,
    /// The colour profile, if one can be kept with the pixels.
    pub profile: Option<Vec<u8>>,
}

/// What a decoder may take for itself, whatever the picture's size: colour profiles, metadata, tables.
const DECODER_BYTES: u64 = 16 << 20;

/// Bytes of memory that decoding takes: the pixels, and as much again for what the decoder keeps
/// (the coefficients of a progressive JPEG, the planes of a WebP). Decoders that would take more are
/// stopped, such as one of a GIF whose frame is larger than its screen.
///
/// # Errors
/// [`MediaError::TooManyPixels`], told from the header alone, so that a small file that claims to be
/// huge costs nothing.
pub fn memory_needed(bytes: &[u8], limits: PictureLimits) -> Result<u64, MediaError> {
    let decoder = open(bytes, limits.memory_bytes)?;
    let (width, height) = decoder.dimensions();
    within(width, height, decoder.total_bytes(), limits)?;
    Ok(2 * decoder.total_bytes() + DECODER_BYTES)
}

/// Whether the file asks to be turned before it is shown.
pub fn is_turned(bytes: &[u8], limits: PictureLimits) -> Result<bool, MediaError> {
    let orientation = open(bytes, limits.memory_bytes)?.orientation();
    Ok(orientation.unwrap_or(Orientation::NoTransforms) != Orientation::NoTransforms)
}

/// Reads the pixels, orientation and colour profile of a picture: of several, such as the frames of an
/// animation or the pages of a TIFF, the first.
pub fn decode(bytes: &[u8], limits: PictureLimits) -> Result<Decoded, MediaError> {
    let memory = memory_needed(bytes, limits)?;
    scans::check(bytes, limits)?;
    let mut decoder = open(bytes, memory)?;
    // Broken metadata is no reason to withhold the picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let pixels = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    let profile = profile.filter(|profile| keeps_profile(profile, &pixels));
    Ok(Decoded {
        pixels,
        orientation,
        profile,
    })
}

/// Refuses what is over the limits on pixels or memory.
pub fn within(
    width: u32,
    height: u32,
    decoded_bytes: u64,
    limits: PictureLimits,
) -> Result<(), MediaError> {
    let size = Size { width, height };
    if size.pixels() <= limits.pixels && decoded_bytes <= limits.memory_bytes / 2 {
        return Ok(());
    }
    Err(MediaError::TooManyPixels {
        width,
        height,
        limit_pixels: limits.pixels,
        limit_bytes: limits.memory_bytes,
    })
}

/// A decoder that takes no more than `memory` bytes.
fn open(bytes: &[u8], memory: u64) -> Result<impl ImageDecoder + '_, MediaError> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let format = reader.format();
    if bytes.is_empty() {
        return Err(MediaError::undecodable("the file is empty"));
    }
    if !format.is_some_and(|format| format.reading_enabled() && is_for_pictures(format)) {
        let (mime, _) = probe::format(bytes);
        return Err(MediaError::NotAPicture { mime });
    }
    let mut reader = reader;
    let mut decoder_limits = Limits::default();
    decoder_limits.max_alloc = Some(memory);
    reader.limits(decoder_limits);
    reader.into_decoder().map_err(unreadable)
}

/// The formats this crate is built and tested with.
fn is_for_pictures(format: ImageFormat) -> bool {
    matches!(
        format,
        ImageFormat::Jpeg
            | ImageFormat::Png
            | ImageFormat::WebP
            | ImageFormat::Gif
            | ImageFormat::Bmp
            | ImageFormat::Tiff
    )
}

fn unreadable(error: ImageError) -> MediaError {
    MediaError::undecodable(error)
}

/// Whether a colour profile still describes the pixels: a CMYK profile does not after decoding to
/// RGB, and a profile of more than 32 KiB would outweigh a thumbnail. The colour space is bytes 16
/// to 19 of the header (ICC.1:2022, 7.2).
fn keeps_profile(profile: &[u8], pixels: &DynamicImage) -> bool {
    let space: &[u8] = if pixels.color().has_color() {
        b"RGB "
    } else {
        b"GRAY"
    };
    profile.len() <= 32 << 10 && profile.get(16..20) == Some(space)
}
