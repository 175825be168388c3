//! Pixels into bytes that every browser shows.

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageEncoder};

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
    let opaque = if pixels.color().has_color() {
        DynamicImage::ImageRgb8(pixels.to_rgb8())
    } else {
        DynamicImage::ImageLuma8(pixels.to_luma8())
    };
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
    if let Some(profile) = profile {
        // JPEG carries any profile; see `ImageEncoder::set_icc_profile`.
        encoder
            .set_icc_profile(profile.to_vec())
            .map_err(MediaError::undecodable)?;
    }
    opaque
        .write_with_encoder(encoder)
        .map_err(MediaError::undecodable)?;
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
