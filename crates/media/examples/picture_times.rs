//! How long thumbnails take, of files given on the command line or of two made here:
//!
//! ```text
//! cargo run --release --package media --example picture_times [FILE…]
//! ```
//!
//! "First" is reading, decoding, scaling and encoding all three sizes and keeping them on the disk;
//! "kept" is asking for the tile again.

use std::io::Cursor;
use std::path::PathBuf;
use std::time::Instant;

use image::{ImageFormat, Rgb, RgbImage};
use media::{BlobStore, MediaError, PictureKind, PictureLimits, Pictures};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let blobs = BlobStore::in_folder(folder.path())?;
    let pictures = Pictures::new(blobs.clone(), PictureLimits::default());

    let mut files = Vec::new();
    for path in std::env::args_os().skip(1).map(PathBuf::from) {
        files.push((path.display().to_string(), std::fs::read(path)?));
    }
    if files.is_empty() {
        for (width, height) in [(1920, 1080), (8000, 8000)] {
            files.push((format!("{width} × {height} JPEG"), photo(width, height)?));
        }
    }
    for (name, bytes) in files {
        let megabytes = bytes.len() as f64 / 1e6;
        let blob = blobs.put_bytes(bytes.into()).await?.id;
        let (first, tile_bytes) = time_tile(&pictures, blob).await?;
        let (kept, _) = time_tile(&pictures, blob).await?;
        println!(
            "{name}, {megabytes:.1} MB: first {first:.0} ms, kept {kept:.2} ms, tile {tile_bytes} bytes"
        );
    }
    Ok(())
}

/// Milliseconds until the tile is there, and its bytes.
async fn time_tile(pictures: &Pictures, blob: media::BlobId) -> Result<(f64, usize), MediaError> {
    let start = Instant::now();
    let tile = pictures.picture(blob, PictureKind::Tile).await?;
    Ok((start.elapsed().as_secs_f64() * 1e3, tile.bytes.len()))
}

/// Slopes, edges and the grain of a sensor, so that the JPEG has the weight of a photo.
fn photo(width: u32, height: u32) -> Result<Vec<u8>, image::ImageError> {
    let pixels = RgbImage::from_fn(width, height, |x, y| {
        let grain =
            (x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b)).wrapping_mul(0xc2b2_ae35);
        let edge = if (x / 97 + y / 61) % 2 == 0 { 40 } else { 0 };
        let shade = |slope: u32| (slope * 180 / (width + height) + edge + (grain >> 28)) as u8;
        Rgb([
            shade(x + y),
            shade(width + height - x - y),
            shade(x + height - y),
        ])
    });
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}
