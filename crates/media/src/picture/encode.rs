//! Pixels into bytes that every browser shows.

use bytes::Bytes;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder};

use crate::MediaError;

/// Where artefacts stop being seen at thumbnail size.
const JPEG_QUALITY: u8 = 82;

const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// An encoded picture, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub bytes: Bytes,
    /// `image/jpeg` or `image/png`.
    pub mime: &'static str,
}

impl Picture {
    /// A picture that this crate encoded.
    pub(crate) fn encoded(bytes: Bytes) -> Self {
        let mime = if bytes.starts_with(PNG_SIGNATURE) {
            "image/png"
        } else {
            "image/jpeg"
        };
        Self { bytes, mime }
    }
}

/// JPEG, or PNG where something shines through. `pixels` have 8 bits a channel.
pub fn encode(pixels: &DynamicImage, profile: Option<&[u8]>) -> Result<Picture, MediaError> {
    if shines_through(pixels) {
        return encode_png(pixels, profile);
    }
    encode_jpeg(pixels, profile)
}

/// JPEG, in a third of the time of the `image` crate's encoder, which took longer than decoding.
fn encode_jpeg(pixels: &DynamicImage, profile: Option<&[u8]>) -> Result<Picture, MediaError> {
    let side = |side: u32| u16::try_from(side).map_err(MediaError::undecodable);
    let (width, height) = (side(pixels.width())?, side(pixels.height())?);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, JPEG_QUALITY);
    if let Some(profile) = profile {
        encoder
            .add_icc_profile(profile)
            .map_err(MediaError::undecodable)?;
    }
    let written = if pixels.color().has_color() {
        encoder.encode(&pixels.to_rgb8(), width, height, ColorType::Rgb)
    } else {
        encoder.encode(&pixels.to_luma8(), width, height, ColorType::Luma)
    };
    written.map_err(MediaError::undecodable)?;
    Ok(Picture::encoded(bytes.into()))
}

/// PNG, whatever the pixels are.
pub fn encode_png(pixels: &DynamicImage, profile: Option<&[u8]>) -> Result<Picture, MediaError> {
    let mut bytes = Vec::new();
    let mut encoder =
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    if let Some(profile) = profile {
        encoder
            .set_icc_profile(profile.to_vec())
            .map_err(MediaError::undecodable)?;
    }
    pixels
        .write_with_encoder(encoder)
        .map_err(MediaError::undecodable)?;
    Ok(Picture::encoded(bytes.into()))
}

fn shines_through(pixels: &DynamicImage) -> bool {
    match pixels {
        DynamicImage::ImageLumaA8(pixels) => pixels.pixels().any(|pixel| pixel.0[1] < 255),
        DynamicImage::ImageRgba8(pixels) => pixels.pixels().any(|pixel| pixel.0[3] < 255),
        _ => false,
    }
}
