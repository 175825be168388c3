use std::collections::BTreeMap;

use bytes::Bytes;
use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, Rgb, Rgba, RgbaImage};
use media::{MaskPalette, Size};

use crate::files::{Shelf, data, encoded};

const ROAD: [u8; 4] = [200, 0, 0, 128];
const CAR: [u8; 4] = [0, 0, 200, 255];
const NOTHING: [u8; 4] = [0; 4];

async fn overlay(mask: Bytes, palette: MaskPalette, frame: Option<Size>) -> RgbaImage {
    let shelf = Shelf::new();
    let mask = shelf.put(mask).await;
    let picture = shelf
        .pictures
        .mask_overlay(mask, palette, frame)
        .await
        .unwrap();
    assert_eq!(picture.mime, "image/png");
    image::load_from_memory(&picture.bytes)
        .unwrap()
        .into_rgba8()
}

fn indices(entries: impl IntoIterator<Item = (u32, [u8; 4])>) -> MaskPalette {
    MaskPalette::Indices(entries.into_iter().collect())
}

/// The values in the middle of the four quarters, row by row.
fn quarters(overlay: &RgbaImage) -> [[u8; 4]; 4] {
    let (width, height) = overlay.dimensions();
    [(1, 1), (3, 1), (1, 3), (3, 3)]
        .map(|(x, y)| overlay.get_pixel(width * x / 4, height * y / 4).0)
}

#[tokio::test]
async fn labels_are_found_by_their_colour() {
    let colours = BTreeMap::from([([255, 0, 0], ROAD), ([0, 0, 255], CAR)]);
    for name in ["rgb.png", "palette.png", "rgb.bmp", "lossless.webp"] {
        let palette = MaskPalette::Colours(colours.clone());
        let overlay = overlay(data(name), palette, None).await;
        assert_eq!(overlay.dimensions(), (64, 48), "{name}");
        assert_eq!(quarters(&overlay), [ROAD, NOTHING, CAR, NOTHING], "{name}");
    }
}

#[tokio::test]
async fn labels_are_found_by_index_in_a_palette_mask_of_two_bits() {
    let bytes = data("palette.png");
    let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes))
        .read_info()
        .unwrap();
    let colours = reader.info().palette.clone().unwrap().into_owned();
    let index_of = |colour: [u8; 3]| {
        let entries = colours.chunks_exact(3);
        entries.take(4).position(|entry| entry == colour).unwrap() as u32
    };
    assert_eq!(reader.info().bit_depth, png::BitDepth::Two);
    reader.finish().unwrap();
    let palette = indices([(index_of([255, 0, 0]), ROAD), (index_of([255; 3]), CAR)]);
    let overlay = overlay(bytes, palette, None).await;
    assert_eq!(quarters(&overlay), [ROAD, NOTHING, NOTHING, CAR]);
}

#[tokio::test]
async fn labels_are_found_by_index_in_gray_masks_of_any_depth() {
    let one_bit = overlay(data("one_bit.png"), indices([(1, ROAD)]), None).await;
    assert_eq!(quarters(&one_bit), [NOTHING, ROAD, NOTHING, ROAD]);

    let eight = ImageBuffer::from_fn(4, 1, |x, _| Luma([x as u8]));
    let mask = encoded(&DynamicImage::ImageLuma8(eight), ImageFormat::Png);
    let eight = overlay(mask, indices([(1, ROAD), (3, CAR)]), None).await;
    assert_eq!(eight.into_raw(), [NOTHING, ROAD, NOTHING, CAR].concat());

    let sixteen = ImageBuffer::from_fn(4, 1, |x, _| Luma([1000 * x as u16]));
    let mask = encoded(&DynamicImage::ImageLuma16(sixteen), ImageFormat::Png);
    let sixteen = overlay(mask, indices([(1000, ROAD), (3000, CAR)]), None).await;
    assert_eq!(sixteen.into_raw(), [NOTHING, ROAD, NOTHING, CAR].concat());
}

#[tokio::test]
async fn labels_are_found_by_index_packed_into_colours() {
    let packed = ImageBuffer::from_fn(2, 1, |x, _| Rgb(if x == 0 { [7, 1, 0] } else { [7, 0, 0] }));
    let mask = encoded(&DynamicImage::ImageRgb8(packed), ImageFormat::Png);
    let found = overlay(mask, indices([(7 + 256, ROAD), (7, CAR)]), None).await;
    assert_eq!(found.into_raw(), [ROAD, CAR].concat());

    let gray = ImageBuffer::from_fn(2, 1, |x, _| Rgb([x as u8 + 7; 3]));
    let mask = encoded(&DynamicImage::ImageRgb8(gray), ImageFormat::Png);
    let found = overlay(mask, indices([(7, ROAD), (8, CAR)]), None).await;
    assert_eq!(found.into_raw(), [ROAD, CAR].concat());
}

#[tokio::test]
async fn a_scaled_overlay_has_no_colour_that_is_not_a_label() {
    let stripes = ImageBuffer::from_fn(1000, 700, |x, y| Luma([((x / 7 + y / 5) % 3) as u8]));
    let mask = encoded(&DynamicImage::ImageLuma8(stripes), ImageFormat::Png);
    let frame = Size {
        width: 320,
        height: 240,
    };
    let overlay = overlay(mask, indices([(1, ROAD), (2, CAR)]), Some(frame)).await;
    assert_eq!(overlay.dimensions(), (320, 224));
    for Rgba(pixel) in overlay.pixels() {
        assert!([NOTHING, ROAD, CAR].contains(pixel), "{pixel:?}");
    }
}

#[tokio::test]
async fn another_palette_gives_another_overlay_of_the_same_mask() {
    let shelf = Shelf::new();
    let mask = shelf.put(data("one_bit.png")).await;
    let painted = async |paint| {
        let palette = indices([(1, paint)]);
        let picture = shelf
            .pictures
            .mask_overlay(mask, palette, None)
            .await
            .unwrap();
        let overlay = image::load_from_memory(&picture.bytes)
            .unwrap()
            .into_rgba8();
        overlay.get_pixel(63, 0).0
    };
    assert_eq!(painted(ROAD).await, ROAD);
    assert_eq!(painted(CAR).await, CAR);
    assert_eq!(painted(ROAD).await, ROAD);
}
