//! The 256 colours that the points' shader looks up.

use three_d::core::{Context, Interpolation, Texture2D, Wrapping};
use three_d::{CpuTexture, TextureData};

use crate::Look;
use crate::color::Ground;

/// A number beyond the palette.
const OTHER: [u8; 4] = [150, 150, 150, 255];

/// The colours that `look` gives to the 256 shares of a range, or to the first 256 classes.
pub fn colors(look: &Look) -> Vec<[u8; 4]> {
    let ground = Ground::of(look.background);
    (0..=255_u8)
        .map(|place| {
            if look.coloring.has_palette() {
                return *look.palette.get(usize::from(place)).unwrap_or(&OTHER);
            }
            let share = f32::from(place) / 255.0;
            let [red, green, blue] = look.colormap.legible_color(share, ground);
            [red, green, blue, 255]
        })
        .collect()
}

/// The colours as a picture of one row.
pub fn texture(context: &Context, colors: Vec<[u8; 4]>) -> Texture2D {
    let picture = CpuTexture {
        width: colors.len() as u32,
        height: 1,
        data: TextureData::RgbaU8(colors),
        min_filter: Interpolation::Nearest,
        mag_filter: Interpolation::Nearest,
        mipmap: None,
        wrap_s: Wrapping::ClampToEdge,
        wrap_t: Wrapping::ClampToEdge,
        ..CpuTexture::default()
    };
    Texture2D::new(context, &picture)
}
