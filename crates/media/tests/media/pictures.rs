use domain::MediaKind;
use image::{DynamicImage, ImageBuffer, ImageFormat, Luma, LumaA, Rgb, Rgba};
use media::{Original, Picture, PictureKind, Size};

use crate::files::{Shelf, data, encoded};

const RED: [u8; 3] = [255, 0, 0];
const LIME: [u8; 3] = [0, 255, 0];
const BLUE: [u8; 3] = [0, 0, 255];
const WHITE: [u8; 3] = [255, 255, 255];

fn decoded(picture: &Picture) -> DynamicImage {
    let format = match picture.mime {
        "image/png" => ImageFormat::Png,
        _ => ImageFormat::Jpeg,
    };
    image::load_from_memory_with_format(&picture.bytes, format).unwrap()
}

async fn made(bytes: bytes::Bytes, kind: PictureKind) -> DynamicImage {
    let shelf = Shelf::new();
    let blob = shelf.put(bytes).await;
    decoded(&shelf.pictures.picture(blob, kind).await.unwrap())
}

/// The colours in the middle of the four quarters, row by row.
fn quarters(picture: &DynamicImage) -> [[u8; 3]; 4] {
    let (width, height) = (picture.width(), picture.height());
    let pixels = picture.to_rgb8();
    [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| pixels.get_pixel(width * x / 4, height * y / 4).0)
}

fn assert_close(found: [[u8; 3]; 4], expected: [[u8; 3]; 4], name: &str) {
    let far = |(found, expected): (&u8, &u8)| found.abs_diff(*expected) > 6;
    let (found_flat, expected_flat) = (found.as_flattened(), expected.as_flattened());
    assert!(
        !found_flat.iter().zip(expected_flat).any(far),
        "{name}: {found:?} is not {expected:?}"
    );
}

#[tokio::test]
async fn every_format_keeps_its_colours() {
    for name in [
        "baseline.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "rgb.png",
        "palette.png",
        "rgb.bmp",
        "palette.gif",
        "lzw.tif",
        "lossy.webp",
        "lossless.webp",
    ] {
        let tile = made(data(name), PictureKind::Tile).await;
        assert_eq!((tile.width(), tile.height()), (64, 48), "{name}");
        assert_close(quarters(&tile), [RED, LIME, BLUE, WHITE], name);
    }
}

#[tokio::test]
async fn gray_pictures_keep_their_brightness() {
    // ITU-R 601 luma of red, lime, blue and white, as Pillow rounds it.
    let luma = [76, 150, 29, 255].map(|gray| [gray; 3]);
    let tile = made(data("gray.jpg"), PictureKind::Tile).await;
    assert_close(quarters(&tile), luma, "gray.jpg");
    let black_or_white = [0, 255, 0, 255].map(|gray| [gray; 3]);
    let tile = made(data("one_bit.png"), PictureKind::Tile).await;
    assert_close(quarters(&tile), black_or_white, "one_bit.png");
}

#[tokio::test]
async fn pictures_stand_upright_as_exif_asks() {
    let hand_made = with_orientation(&data("baseline.jpg"), 6);
    for (name, bytes) in [
        ("sideways.jpg", data("sideways.jpg")),
        ("sideways.png", data("sideways.png")),
        ("sideways.webp", data("sideways.webp")),
        ("baseline.jpg with orientation 6", hand_made),
    ] {
        let tile = made(bytes.clone(), PictureKind::Tile).await;
        assert_eq!((tile.width(), tile.height()), (48, 64), "{name}");
        assert_close(quarters(&tile), [BLUE, RED, WHITE, LIME], name);
        let probe = media::probe(&bytes);
        assert_eq!((probe.width, probe.height), (Some(48), Some(64)), "{name}");
    }
}

#[tokio::test]
async fn each_of_the_eight_orientations_is_undone() {
    // Exif 2.32, 4.6.4.A: which stored corner the shown top left, top right, … come from.
    for (orientation, expected) in [
        (1, [RED, LIME, BLUE, WHITE]),
        (2, [LIME, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, LIME, RED]),
        (4, [BLUE, WHITE, RED, LIME]),
        (5, [RED, BLUE, LIME, WHITE]),
        (6, [BLUE, RED, WHITE, LIME]),
        (7, [WHITE, LIME, BLUE, RED]),
        (8, [LIME, WHITE, RED, BLUE]),
    ] {
        let bytes = with_orientation(&data("baseline.jpg"), orientation);
        let row = made(bytes, PictureKind::Row).await;
        assert_close(
            quarters(&row),
            expected,
            &format!("orientation {orientation}"),
        );
    }
}

/// Puts an APP1 segment with one big-endian TIFF entry, the orientation, behind the JPEG's first
/// marker.
fn with_orientation(jpeg: &[u8], orientation: u8) -> bytes::Bytes {
    let mut segment = b"\xff\xe1\x00\x22Exif\0\0MM\x00\x2a\x00\x00\x00\x08\x00\x01".to_vec();
    segment.extend(b"\x01\x12\x00\x03\x00\x00\x00\x01\x00");
    segment.extend([orientation, 0, 0, 0, 0, 0, 0]);
    assert_eq!(segment.len(), 2 + 0x22);
    [&jpeg[..2], &segment, &jpeg[2..]].concat().into()
}

#[tokio::test]
async fn sixteen_bits_are_scaled_to_eight_and_not_cut() {
    let gradient = ImageBuffer::from_fn(2000, 500, |x, _| Luma([(x * 65535 / 1999) as u16]));
    let bytes = encoded(&DynamicImage::ImageLuma16(gradient), ImageFormat::Png);
    let tile = made(bytes, PictureKind::Tile).await.into_luma8();
    assert_eq!(tile.dimensions(), (320, 80));
    for (x, _, Luma([found])) in tile.enumerate_pixels() {
        let expected = (f64::from(x) + 0.5) / 320.0 * 255.0;
        assert!((f64::from(*found) - expected).abs() < 4.0, "{x}: {found}");
    }
}

#[tokio::test]
async fn sixteen_bit_colours_and_alpha_are_right_too() {
    let colour = ImageBuffer::from_pixel(40, 40, Rgb([65535_u16, 32896, 0]));
    let bytes = encoded(&DynamicImage::ImageRgb16(colour), ImageFormat::Png);
    let tile = made(bytes, PictureKind::Tile).await;
    assert_close(quarters(&tile), [[255, 128, 0]; 4], "16-bit RGB");

    let glass = ImageBuffer::from_pixel(40, 40, LumaA([32896_u16, 32896]));
    let bytes = encoded(&DynamicImage::ImageLumaA16(glass), ImageFormat::Png);
    let tile = made(bytes, PictureKind::Tile).await.into_rgba8();
    assert_eq!(tile.get_pixel(20, 20), &Rgba([128; 4]));
}

#[tokio::test]
async fn what_shines_through_stays_transparent_and_does_not_bleed() {
    let half = ImageBuffer::from_fn(1000, 1000, |x, _| {
        if x < 500 {
            Rgba([255, 0, 0, 255])
        } else {
            Rgba([0, 255, 0, 0])
        }
    });
    let bytes = encoded(&DynamicImage::ImageRgba8(half), ImageFormat::Png);
    let shelf = Shelf::new();
    let blob = shelf.put(bytes).await;
    let tile = shelf
        .pictures
        .picture(blob, PictureKind::Tile)
        .await
        .unwrap();
    assert_eq!(tile.mime, "image/png");
    let pixels = decoded(&tile).into_rgba8();
    assert_eq!(pixels.dimensions(), (240, 240));
    assert_eq!(pixels.get_pixel(60, 120), &Rgba([255, 0, 0, 255]));
    assert_eq!(pixels.get_pixel(180, 120).0[3], 0);
    let green = pixels
        .pixels()
        .filter(|pixel| pixel.0[3] > 0 && pixel.0[1] > 0);
    assert_eq!(
        green.count(),
        0,
        "the hidden green came through at the edge"
    );
}

#[tokio::test]
async fn an_opaque_alpha_channel_costs_no_png() {
    let opaque = ImageBuffer::from_pixel(500, 500, Rgba([10, 20, 30, 255]));
    let shelf = Shelf::new();
    let bytes = encoded(&DynamicImage::ImageRgba8(opaque), ImageFormat::Png);
    let blob = shelf.put(bytes).await;
    let tile = shelf.pictures.picture(blob, PictureKind::Tile).await;
    assert_eq!(tile.unwrap().mime, "image/jpeg");
}

#[tokio::test]
async fn each_kind_fits_its_frame() {
    let wide = DynamicImage::new_rgb8(4000, 1000);
    let shelf = Shelf::new();
    let blob = shelf.put(encoded(&wide, ImageFormat::Jpeg)).await;
    for (kind, expected) in [
        (PictureKind::Row, (96, 24)),
        (PictureKind::Tile, (320, 80)),
        (PictureKind::Preview, (1600, 400)),
    ] {
        let picture = decoded(&shelf.pictures.picture(blob, kind).await.unwrap());
        assert_eq!((picture.width(), picture.height()), expected, "{kind:?}");
    }
}

#[tokio::test]
async fn eight_thousand_pixels_square_are_shown() {
    let pixels = ImageBuffer::from_fn(8000, 8000, |x, y| {
        Rgb(match (x < 4000, y < 4000) {
            (true, true) => RED,
            (false, true) => LIME,
            (true, false) => BLUE,
            (false, false) => WHITE,
        })
    });
    let bytes = encoded(&DynamicImage::ImageRgb8(pixels), ImageFormat::Jpeg);
    let tile = made(bytes, PictureKind::Tile).await;
    assert_eq!((tile.width(), tile.height()), (240, 240));
    assert_close(quarters(&tile), [RED, LIME, BLUE, WHITE], "8000 × 8000");
}

#[tokio::test]
async fn fifty_at_once_get_the_same_picture_and_it_is_kept() {
    let shelf = Shelf::new();
    let blob = shelf.put(data("baseline.jpg")).await;
    let ask = || shelf.pictures.picture(blob, PictureKind::Tile);
    let answers = futures::future::join_all((0..50).map(|_| ask())).await;
    let first = answers[0].clone().unwrap();
    assert!(answers.into_iter().all(|answer| answer.unwrap() == first));

    let derived = shelf.folder.path().join(format!("derived/{blob}"));
    assert_eq!(std::fs::read_dir(&derived).unwrap().count(), 3);
    // Answered from what is kept: the original is not read again.
    let name = blob.to_string();
    std::fs::remove_file(
        shelf
            .folder
            .path()
            .join(format!("blobs/{}/{name}", &name[..2])),
    )
    .unwrap();
    assert_eq!(ask().await.unwrap(), first);
}

#[tokio::test]
async fn a_colour_profile_stays_with_the_picture() {
    use image::{ImageDecoder, ImageEncoder};
    let mut profile = vec![0; 400];
    profile[16..20].copy_from_slice(b"RGB ");
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
    encoder.set_icc_profile(profile.clone()).unwrap();
    DynamicImage::new_rgb8(400, 400)
        .write_with_encoder(encoder)
        .unwrap();

    let shelf = Shelf::new();
    let blob = shelf.put(bytes.into()).await;
    let tile = shelf
        .pictures
        .picture(blob, PictureKind::Tile)
        .await
        .unwrap();
    let reader = std::io::Cursor::new(&tile.bytes);
    let mut decoder = image::codecs::jpeg::JpegDecoder::new(reader).unwrap();
    assert_eq!(decoder.icc_profile().unwrap(), Some(profile));
}

#[tokio::test]
async fn originals_pass_through_unless_browsers_cannot_show_them() {
    let shelf = Shelf::new();
    for (name, mime) in [
        ("baseline.jpg", "image/jpeg"),
        ("sideways.jpg", "image/jpeg"),
        ("rgb.png", "image/png"),
        ("lossy.webp", "image/webp"),
        ("palette.gif", "image/gif"),
        ("picture.avif", "image/avif"),
    ] {
        let blob = shelf.put(data(name)).await;
        let original = shelf.pictures.original(blob).await.unwrap();
        assert_eq!(original, Original::AsStored { mime }, "{name}");
    }
    for name in ["lzw.tif", "rgb.bmp"] {
        let blob = shelf.put(data(name)).await;
        let Original::Converted(png) = shelf.pictures.original(blob).await.unwrap() else {
            panic!("{name} was not converted");
        };
        assert_eq!(png.mime, "image/png");
        assert_eq!(quarters(&decoded(&png)), [RED, LIME, BLUE, WHITE], "{name}");
    }
    // Chromium shows these lying on their side.
    for name in ["sideways.png", "sideways.webp"] {
        let blob = shelf.put(data(name)).await;
        let Original::Converted(png) = shelf.pictures.original(blob).await.unwrap() else {
            panic!("{name} was not turned");
        };
        assert_eq!((decoded(&png).width(), decoded(&png).height()), (48, 64));
        assert_close(quarters(&decoded(&png)), [BLUE, RED, WHITE, LIME], name);
    }
}

#[tokio::test]
async fn a_real_camera_picture_gets_its_thumbnails() {
    let manifest = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let Some(path) = manifest
        .ancestors()
        .map(|folder| folder.join("shared/data/kitti/000008.png"))
        .find(|path| path.exists())
    else {
        eprintln!("skipped: shared/data/kitti/000008.png is not beside the repository");
        return;
    };
    let shelf = Shelf::new();
    let blob = shelf.blobs.put_file(&path).await.unwrap().id;
    let probe = shelf.pictures.probe(blob).await.unwrap();
    assert_eq!((probe.mime, probe.kind), ("image/png", MediaKind::Image));
    let size = Size {
        width: probe.width.unwrap(),
        height: probe.height.unwrap(),
    };
    let tile = shelf
        .pictures
        .picture(blob, PictureKind::Tile)
        .await
        .unwrap();
    let pixels = decoded(&tile);
    let expected = size.fit(PictureKind::Tile.frame());
    assert_eq!(
        (pixels.width(), pixels.height()),
        (expected.width, expected.height)
    );
    assert!(tile.bytes.len() < 30_000, "{} bytes", tile.bytes.len());
}
