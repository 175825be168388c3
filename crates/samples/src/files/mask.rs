//! Segmentation masks as PNG files.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageResult};

use crate::scene::Class;

/// Gray: each pixel is the number of its class.
pub fn indexed(classes: &[u8], width: u32, height: u32) -> ImageResult<Vec<u8>> {
    png(classes, width, height, ExtendedColorType::L8)
}

/// Coloured and opaque, transparent where unlabeled.
pub fn combined(classes: &[u8], width: u32, height: u32) -> ImageResult<Vec<u8>> {
    let pixels: Vec<u8> = classes
        .iter()
        .flat_map(|&class| {
            let [r, g, b] = Class::ALL[class as usize].color();
            [r, g, b, if class == 0 { 0 } else { 255 }]
        })
        .collect();
    png(&pixels, width, height, ExtendedColorType::Rgba8)
}

/// White where nothing is labeled.
pub fn unlabeled(classes: &[u8], width: u32, height: u32) -> ImageResult<Vec<u8>> {
    let pixels: Vec<u8> = classes
        .iter()
        .map(|&class| if class == 0 { 255 } else { 0 })
        .collect();
    png(&pixels, width, height, ExtendedColorType::L8)
}

fn png(pixels: &[u8], width: u32, height: u32, color: ExtendedColorType) -> ImageResult<Vec<u8>> {
    let mut bytes = Vec::new();
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Up)
        .write_image(pixels, width, height, color)?;
    Ok(bytes)
}
