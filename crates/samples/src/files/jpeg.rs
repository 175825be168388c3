//! JPEG photos, as cameras write them.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder, ImageResult};

/// EXIF tag 274, how the stored image is to be turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orientation {
    Upright = 1,
    /// Show it turned a quarter clockwise.
    QuarterTurn = 6,
}

/// Encodes sRGB bytes (3 a pixel) at `quality` 1 to 100.
pub fn jpeg(
    rgb: &[u8],
    width: u32,
    height: u32,
    quality: u8,
    orientation: Orientation,
) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::with_capacity(rgb.len() / 16);
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    if orientation != Orientation::Upright {
        encoder
            .set_exif_metadata(exif(orientation))
            .map_err(image::ImageError::Unsupported)?;
    }
    encoder.write_image(rgb, width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// A TIFF block, little-endian, with one entry (Exif 2.3, 4.6.2).
fn exif(orientation: Orientation) -> Vec<u8> {
    let mut block = b"II*\0\x08\0\0\0".to_vec();
    block.extend(1u16.to_le_bytes());
    block.extend(0x0112u16.to_le_bytes());
    block.extend(3u16.to_le_bytes());
    block.extend(1u32.to_le_bytes());
    block.extend((orientation as u32).to_le_bytes());
    block.extend(0u32.to_le_bytes());
    block
}
