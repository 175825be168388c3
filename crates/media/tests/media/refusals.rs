//! Files that are no pictures, or not whole ones, or too much of one.

use bytes::Bytes;
use image::{DynamicImage, ImageFormat};
use media::{BlobId, MediaError, PictureKind, PictureLimits};

use crate::files::{Shelf, data, encoded};

async fn refusal(bytes: impl Into<Bytes>, limits: PictureLimits) -> MediaError {
    let shelf = Shelf::with_limits(limits);
    let blob = shelf.put(bytes.into()).await;
    let answer = shelf.pictures.picture(blob, PictureKind::Tile).await;
    answer.expect_err("a picture was made of it")
}

/// A PNG that claims to be `width` × `height` pixels, RGB, and has two bytes of data.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
    drop(writer);
    bytes
}

#[tokio::test]
async fn an_empty_file_says_so() {
    let error = refusal(Bytes::new(), PictureLimits::default()).await;
    assert!(matches!(error, MediaError::Undecodable { .. }), "{error:?}");
    assert!(error.to_string().contains("empty"), "{error}");
}

#[tokio::test]
async fn a_picture_that_claims_to_be_huge_is_refused_by_its_header() {
    let error = refusal(png_header(100_000, 100_000), PictureLimits::default()).await;
    assert!(
        matches!(error, MediaError::TooManyPixels { .. }),
        "{error:?}"
    );
    assert!(error.to_string().contains("100000 × 100000"), "{error}");
}

#[tokio::test]
async fn the_limit_on_pixels_is_the_one_that_is_set() {
    let limits = PictureLimits {
        pixels: 64 * 48 - 1,
        ..PictureLimits::default()
    };
    let error = refusal(data("baseline.jpg"), limits).await;
    assert!(
        matches!(error, MediaError::TooManyPixels { .. }),
        "{error:?}"
    );
    let mask = Shelf::with_limits(limits);
    let blob = mask.put(data("palette.png")).await;
    let palette = media::MaskPalette::Indices([(1, [1; 4])].into());
    let error = mask.pictures.mask_overlay(blob, palette, None).await;
    assert!(matches!(error, Err(MediaError::TooManyPixels { .. })));
}

#[tokio::test]
async fn the_limit_on_bytes_is_the_one_that_is_set() {
    let limits = PictureLimits {
        file_bytes: 500,
        ..PictureLimits::default()
    };
    let error = refusal(data("baseline.jpg"), limits).await;
    assert!(matches!(error, MediaError::TooLarge { limit: 500, .. }));
}

#[tokio::test]
async fn a_png_that_breaks_off_cannot_be_read() {
    let noise = DynamicImage::ImageRgb8(image::ImageBuffer::from_fn(200, 200, |x, y| {
        image::Rgb([(x * y) as u8, (x ^ y) as u8, (x + y) as u8])
    }));
    let whole = encoded(&noise, ImageFormat::Png);
    let error = refusal(whole.slice(..whole.len() / 2), PictureLimits::default()).await;
    assert!(matches!(error, MediaError::Undecodable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_jpeg_that_breaks_off_in_its_header_cannot_be_read() {
    let jpeg = data("baseline.jpg");
    for length in [4, 100, 300] {
        let error = refusal(jpeg.slice(..length), PictureLimits::default()).await;
        assert!(matches!(error, MediaError::Undecodable { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_jpeg_that_breaks_off_in_its_pixels_shows_what_arrived_as_browsers_do() {
    let red_noise = image::ImageBuffer::from_fn(400, 400, |x, y| {
        image::Rgb([255, ((x * y) % 60) as u8, ((x ^ y) % 60) as u8])
    });
    let whole = encoded(&DynamicImage::ImageRgb8(red_noise), ImageFormat::Jpeg);
    let shelf = Shelf::new();
    let blob = shelf.put(whole.slice(..whole.len() / 2)).await;
    let tile = shelf.pictures.picture(blob, PictureKind::Tile).await;
    let tile = image::load_from_memory(&tile.unwrap().bytes).unwrap();
    let tile = tile.into_rgb8();
    let image::Rgb([red, green, blue]) = *tile.get_pixel(120, 40);
    assert!(
        red > 200 && green < 100 && blue < 100,
        "{red} {green} {blue}"
    );
    let image::Rgb([red, green, blue]) = *tile.get_pixel(120, 220);
    assert!(red < 200 || green > 100, "{red} {green} {blue}");
}

#[tokio::test]
async fn what_is_no_picture_is_named() {
    for (bytes, mime) in [
        (Bytes::from("%PDF-1.7\n"), "application/pdf"),
        (Bytes::from("just text"), "text/plain; charset=utf-8"),
        (data("picture.avif"), "image/avif"),
    ] {
        let error = refusal(bytes, PictureLimits::default()).await;
        assert!(matches!(error, MediaError::NotAPicture { mime: found } if found == mime));
    }
}

#[tokio::test]
async fn a_blob_that_is_not_there_is_not_found() {
    let shelf = Shelf::new();
    let missing = BlobId::of(b"never stored");
    let answer = shelf.pictures.picture(missing, PictureKind::Row).await;
    assert!(matches!(answer, Err(MediaError::NotFound(id)) if id == missing));
    let answer = shelf.pictures.original(missing).await;
    assert!(matches!(answer, Err(MediaError::NotFound(_))));
}

/// A GIF of one whole frame of 8 × 8 pixels on a screen of that size, without its last byte.
fn gif() -> Vec<u8> {
    let pixels =
        DynamicImage::ImageRgba8(image::RgbaImage::from_pixel(8, 8, image::Rgba([255; 4])));
    let mut gif = encoded(&pixels, ImageFormat::Gif).to_vec();
    assert_eq!(gif.pop(), Some(0x3b));
    gif
}

/// A frame of a GIF (`GIF89a`, section 20) whose pixels nobody can read.
fn broken_frame(width: u16, height: u16) -> Vec<u8> {
    let mut frame = vec![0x2c, 0, 0, 0, 0];
    frame.extend(width.to_le_bytes());
    frame.extend(height.to_le_bytes());
    frame.extend([0, 8]);
    frame.extend([4, 0xff, 0xff, 0xff, 0xff, 0]);
    frame
}

#[tokio::test]
async fn of_an_animation_only_the_first_frame_is_read() {
    let mut animated = gif();
    for _ in 0..30 {
        animated.extend(broken_frame(8, 8));
    }
    animated.push(0x3b);
    let shelf = Shelf::new();
    let blob = shelf.put(animated.into()).await;
    shelf
        .pictures
        .picture(blob, PictureKind::Tile)
        .await
        .unwrap();

    let mut apng = Vec::new();
    let mut encoder = png::Encoder::new(&mut apng, 8, 8);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let chunk = |name: &[u8; 4]| png::chunk::ChunkType(*name);
    // Portable Network Graphics, third edition, section 11.3.6: two frames, the second one broken.
    writer
        .write_chunk(chunk(b"acTL"), &[0, 0, 0, 2, 0, 0, 0, 0])
        .unwrap();
    let control = |sequence: u8| {
        let mut control = vec![0, 0, 0, sequence, 0, 0, 0, 8, 0, 0, 0, 8];
        control.extend([0; 8]);
        control.extend([0, 1, 0, 10, 0, 0]);
        control
    };
    writer.write_chunk(chunk(b"fcTL"), &control(0)).unwrap();
    writer.write_image_data(&[200; 64]).unwrap();
    writer.write_chunk(chunk(b"fcTL"), &control(1)).unwrap();
    writer
        .write_chunk(chunk(b"fdAT"), &[0, 0, 0, 2, 0xff, 0xff, 0xff])
        .unwrap();
    drop(writer);
    let blob = shelf.put(apng.into()).await;
    shelf
        .pictures
        .picture(blob, PictureKind::Tile)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_frame_larger_than_its_screen_takes_no_more_memory_than_the_screen_allows() {
    // 9,000 × 9,000 pixels of a GIF that says it has 8 × 8: 324 MB.
    let whole = gif();
    let frame = whole.iter().position(|&byte| byte == 0x2c).unwrap();
    let mut bomb = whole[..frame].to_vec();
    bomb.extend(broken_frame(9000, 9000));
    bomb.push(0x3b);
    let error = refusal(bomb, PictureLimits::default()).await;
    assert!(
        error.to_string().to_lowercase().contains("memory"),
        "{error}"
    );
}

#[tokio::test]
async fn a_jpeg_of_many_scans_is_refused_before_it_is_decoded() {
    let pixels = DynamicImage::ImageLuma8(image::GrayImage::new(4000, 4000));
    let jpeg = encoded(&pixels, ImageFormat::Jpeg).to_vec();
    let scan = jpeg
        .windows(2)
        .position(|bytes| bytes == [0xff, 0xda])
        .unwrap();
    let (head, scan) = jpeg[..jpeg.len() - 2].split_at(scan);
    let many: Vec<u8> = head
        .iter()
        .copied()
        .chain(scan.repeat(40))
        .chain([0xff, 0xd9])
        .collect();
    let error = refusal(many, PictureLimits::default()).await;
    assert!(error.to_string().contains("40 scans"), "{error}");
}
