//! Smaller pictures.

use fast_image_resize::{ResizeOptions, Resizer};
use image::DynamicImage;

use crate::MediaError;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// The largest size with this shape inside `frame`; never larger than this, never empty.
    #[must_use]
    pub fn fit(self, frame: Size) -> Size {
        if self.width <= frame.width && self.height <= frame.height {
            return self;
        }
        let (width, height) = (u64::from(self.width), u64::from(self.height));
        let (frame_width, frame_height) = (u64::from(frame.width), u64::from(frame.height));
        let scaled = |side: u64, part: u64, whole: u64| {
            u32::try_from(((side * part + whole / 2) / whole).max(1)).unwrap_or(u32::MAX)
        };
        if frame_width * height <= frame_height * width {
            Size {
                width: frame.width,
                height: scaled(height, frame_width, width),
            }
        } else {
            Size {
                width: scaled(width, frame_height, height),
                height: frame.height,
            }
        }
    }

    #[must_use]
    pub const fn turned(self) -> Size {
        Size {
            width: self.height,
            height: self.width,
        }
    }

    pub(crate) fn of(pixels: &DynamicImage) -> Size {
        Size {
            width: pixels.width(),
            height: pixels.height(),
        }
    }
}

/// Scales to exactly `size`, in the depth and channels of `pixels`; transparent pixels do not bleed
/// their colour into others.
pub fn scale(pixels: &DynamicImage, size: Size) -> Result<DynamicImage, MediaError> {
    let mut scaled = DynamicImage::new(size.width, size.height, pixels.color());
    Resizer::new()
        .resize(pixels, &mut scaled, &ResizeOptions::new())
        .map_err(MediaError::undecodable)?;
    Ok(scaled)
}

/// The same picture with 8 bits a channel.
pub fn to_eight_bits(pixels: DynamicImage) -> DynamicImage {
    match pixels {
        DynamicImage::ImageLuma16(_) => DynamicImage::ImageLuma8(pixels.into_luma8()),
        DynamicImage::ImageLumaA16(_) => DynamicImage::ImageLumaA8(pixels.into_luma_alpha8()),
        DynamicImage::ImageRgb16(_) | DynamicImage::ImageRgb32F(_) => {
            DynamicImage::ImageRgb8(pixels.into_rgb8())
        }
        DynamicImage::ImageRgba16(_) | DynamicImage::ImageRgba32F(_) => {
            DynamicImage::ImageRgba8(pixels.into_rgba8())
        }
        eight => eight,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TILE: Size = Size {
        width: 320,
        height: 240,
    };

    #[test]
    fn a_wide_picture_fills_the_width_and_a_tall_one_the_height() {
        let fit = |width, height| {
            let size = Size { width, height }.fit(TILE);
            (size.width, size.height)
        };
        assert_eq!(fit(1920, 1080), (320, 180));
        assert_eq!(fit(1080, 1920), (135, 240));
        assert_eq!(fit(8000, 10), (320, 1));
        assert_eq!(fit(20, 10), (20, 10));
    }

    proptest! {
        #[test]
        fn a_fitted_size_is_inside_the_frame_and_keeps_its_shape(
            width in 1u32..100_000,
            height in 1u32..100_000,
        ) {
            let size = Size { width, height };
            let fitted = size.fit(TILE);
            prop_assert!((1..=TILE.width).contains(&fitted.width));
            prop_assert!((1..=TILE.height).contains(&fitted.height));
            let factor = (320.0 / f64::from(width)).min(240.0 / f64::from(height)).min(1.0);
            prop_assert!((f64::from(fitted.width) - f64::from(width) * factor).abs() <= 1.0);
            prop_assert!((f64::from(fitted.height) - f64::from(height) * factor).abs() <= 1.0);
        }
    }
}
