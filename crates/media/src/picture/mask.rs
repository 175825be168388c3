//! Segmentation masks as coloured overlays.

use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

use image::{DynamicImage, Rgba, RgbaImage};
use png::{BitDepth, ColorType, Transformations};
use sha2::{Digest, Sha256};

use super::Size;
use super::decode::{self, PictureLimits};
use super::encode::{self, Picture};
use crate::MediaError;

/// What each label of a mask is painted in, as RGBA; pixels of other values become transparent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MaskPalette {
    /// By number. In a palette PNG this is the palette's index, in a grayscale one the sample
    /// (8 or 16 bits, or fewer as stored), in a coloured one `R + 256 G + 65536 B` (the packing of
    /// COCO panoptic), or the sample if every pixel is gray.
    Indices(BTreeMap<u32, [u8; 4]>),
    /// By the colour in the mask, as RGB.
    Colours(BTreeMap<[u8; 3], [u8; 4]>),
}

impl MaskPalette {
    /// A short text that differs where palettes differ.
    pub(crate) fn fingerprint(&self) -> String {
        let (tag, entries): (_, BTreeMap<_, _>) = match self {
            Self::Indices(entries) => ("indices", entries.clone()),
            Self::Colours(_) => ("colours", self.by_value().into_iter().collect()),
        };
        let mut hash = Sha256::new_with_prefix(tag);
        for (value, paint) in entries {
            hash.update(value.to_le_bytes());
            hash.update(paint);
        }
        hex::encode(&hash.finalize()[..12])
    }

    /// The paint by [`Mask::value`].
    fn by_value(&self) -> HashMap<u32, [u8; 4]> {
        match self {
            Self::Indices(entries) => entries.clone().into_iter().collect(),
            Self::Colours(entries) => entries
                .iter()
                .map(|(colour, paint)| (packed(*colour), *paint))
                .collect(),
        }
    }
}

/// Paints a mask in the colours of `palette`, at full size or fitting `frame`, as PNG with alpha.
/// Each pixel takes the nearest mask pixel, so that no label appears that is not there.
pub fn mask_overlay(
    bytes: &[u8],
    palette: &MaskPalette,
    frame: Option<Size>,
    limits: PictureLimits,
) -> Result<Picture, MediaError> {
    let mask = Mask::read(bytes, palette, limits)?;
    let size = frame.map_or(mask.size, |frame| mask.size.fit(frame));
    let paints = palette.by_value();
    let mut last = (None, [0; 4]);
    let overlay = RgbaImage::from_fn(size.width, size.height, |x, y| {
        let x = nearest(x, size.width, mask.size.width);
        let y = nearest(y, size.height, mask.size.height);
        let value = mask.value(x, y);
        // Labels come in runs: most pixels are like the one before.
        if last.0 != value {
            let paint = value.and_then(|value| paints.get(&value));
            last = (value, paint.copied().unwrap_or_default());
        }
        Rgba(last.1)
    });
    encode::encode_png(&DynamicImage::ImageRgba8(overlay), None)
}

/// The pixel of `source` under the centre of pixel `at` of `target` pixels.
fn nearest(at: u32, target: u32, source: u32) -> u32 {
    let centre = (2 * u64::from(at) + 1) * u64::from(source) / (2 * u64::from(target));
    centre as u32
}

fn packed([red, green, blue]: [u8; 3]) -> u32 {
    u32::from_le_bytes([red, green, blue, 0])
}

/// A mask, read in the way that keeps its numbers or its colours, as the palette asks.
struct Mask {
    size: Size,
    samples: Samples,
}

enum Samples {
    /// Rows of samples as PNG packs them, several in a byte below 8 bits.
    Raw {
        rows: Vec<u8>,
        row_bytes: usize,
        bits: usize,
    },
    Gray16(image::ImageBuffer<image::Luma<u16>, Vec<u16>>),
    Coloured(RgbaImage),
    /// Coloured pixels that are all gray, whose number is the sample.
    Gray(RgbaImage),
}

impl Mask {
    fn read(
        bytes: &[u8],
        palette: &MaskPalette,
        limits: PictureLimits,
    ) -> Result<Self, MediaError> {
        let indices = matches!(palette, MaskPalette::Indices(_));
        if indices && let Some(raw) = read_raw_png(bytes, limits)? {
            return Ok(raw);
        }
        let pixels = decode::decode(bytes, limits)?.pixels;
        let size = Size::of(&pixels);
        let samples = match pixels {
            DynamicImage::ImageLuma16(pixels) if indices => Samples::Gray16(pixels),
            pixels => {
                let pixels = pixels.into_rgba8();
                let gray = |pixel: &Rgba<u8>| {
                    let [red, green, blue, _] = pixel.0;
                    red == green && green == blue
                };
                if indices && pixels.pixels().all(gray) {
                    Samples::Gray(pixels)
                } else {
                    Samples::Coloured(pixels)
                }
            }
        };
        Ok(Self { size, samples })
    }

    /// The number or packed colour of a pixel; none where the mask itself is transparent.
    fn value(&self, x: u32, y: u32) -> Option<u32> {
        match &self.samples {
            Samples::Raw {
                rows,
                row_bytes,
                bits,
            } => {
                let bit = x as usize * bits;
                let byte = rows[y as usize * row_bytes + bit / 8];
                let shifted = u32::from(byte) >> (8 - bits - bit % 8);
                Some(shifted & ((1 << bits) - 1))
            }
            Samples::Gray16(pixels) => Some(u32::from(pixels.get_pixel(x, y).0[0])),
            Samples::Coloured(pixels) => {
                let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
                (alpha > 0).then(|| packed([red, green, blue]))
            }
            Samples::Gray(pixels) => {
                let [sample, _, _, alpha] = pixels.get_pixel(x, y).0;
                (alpha > 0).then(|| u32::from(sample))
            }
        }
    }
}

/// Palette indices and samples below 8 bits, which the usual decoder would turn into colours.
fn read_raw_png(bytes: &[u8], limits: PictureLimits) -> Result<Option<Mask>, MediaError> {
    if !bytes.starts_with(b"\x89PNG") {
        return Ok(None);
    }
    let memory = usize::try_from(limits.memory_bytes).unwrap_or(usize::MAX);
    let mut decoder =
        png::Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: memory });
    decoder.set_transformations(Transformations::IDENTITY);
    let mut reader = decoder.read_info().map_err(MediaError::undecodable)?;
    let info = reader.info();
    let size = Size {
        width: info.width,
        height: info.height,
    };
    let one_sample = matches!(info.color_type, ColorType::Indexed | ColorType::Grayscale);
    if !one_sample || info.bit_depth == BitDepth::Sixteen {
        return Ok(None);
    }
    let bits = info.bit_depth as usize;
    let too_large = MediaError::undecodable("the mask does not fit in memory");
    let length = reader.output_buffer_size().ok_or(too_large)?;
    decode::within(size.width, size.height, length as u64, limits)?;
    let mut rows = vec![0; length];
    let frame = reader
        .next_frame(&mut rows)
        .map_err(MediaError::undecodable)?;
    Ok(Some(Mask {
        size,
        samples: Samples::Raw {
            rows,
            row_bytes: frame.line_size,
            bits,
        },
    }))
}
