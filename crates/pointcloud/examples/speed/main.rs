//! How fast each format is read, beside reading the same bytes from memory:
//!
//! ```text
//! cargo run --release --package pointcloud --example speed [FILE…]
//! ```
//!
//! Without files, those of `tests/data`, measured ones where `../shared/data` is, and whatever is in the
//! folder that `TASKLENS_SPEED_FOLDER` names, where copies of the others are left for other readers.
//! Times are medians of nine; "tile" is writing the tile, "buffer" reading it into what WebGL takes.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use pointcloud::tile::{Tile, encode};
use pointcloud::{CloudError, Limits, read};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    let mut files = Vec::new();
    if paths.is_empty() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
        for name in ["autzen_trim.laz", "simple.copc.laz", "binary.pcd"] {
            files.push((name.to_owned(), fs::read(data.join(name))?));
        }
        files.extend(measured()?);
        if let Some(folder) = std::env::var_os("TASKLENS_SPEED_FOLDER").map(PathBuf::from) {
            for (name, bytes) in &files {
                fs::write(folder.join(name.rsplit('/').next().unwrap_or(name)), bytes)?;
            }
            files.extend(made(&folder)?);
        }
    }
    for path in paths {
        files.push((path.display().to_string(), fs::read(&path)?));
    }
    println!(
        "| file | MB | points | copy MB/s | read MB/s | read Mpoints/s | tile ms | tile B/point | buffer ms |"
    );
    println!("| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
    for (name, bytes) in files {
        row(&name, &bytes)?;
    }
    Ok(())
}

fn row(name: &str, bytes: &[u8]) -> Result<(), CloudError> {
    let megabytes = bytes.len() as f64 / 1e6;
    let copy = median(|| {
        let mut copy = Vec::new();
        Cursor::new(std::hint::black_box(bytes)).read_to_end(&mut copy)?;
        Ok::<_, CloudError>(std::hint::black_box(copy))
    })?
    .0;
    let (seconds, reading) = median(|| read(name, Cursor::new(bytes), Limits::default()))?;
    let points = reading.cloud.len();
    let (tile_seconds, tile) = median(|| Ok::<_, CloudError>(encode(&reading.cloud)))?;
    let (buffer_seconds, _) = median(|| {
        let buffer = Tile::decode(&tile).map(|tile| tile.positions_f32());
        Ok::<_, CloudError>(buffer)
    })?;
    let name = name.rsplit('/').next().unwrap_or(name);
    println!(
        "| {name} | {megabytes:.1} | {points} | {:.0} | {:.0} | {:.1} | {:.1} | {:.1} | {:.1} |",
        megabytes / copy,
        megabytes / seconds,
        points as f64 / 1e6 / seconds,
        tile_seconds * 1e3,
        tile.len() as f64 / points as f64,
        buffer_seconds * 1e3,
    );
    Ok(())
}

/// Seconds of the fifth fastest of nine, and what came of the last.
fn median<T, E: From<std::io::Error>>(
    mut act: impl FnMut() -> Result<T, E>,
) -> Result<(f64, T), E> {
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..9 {
        let start = Instant::now();
        last = Some(act()?);
        times.push(start.elapsed().as_secs_f64());
    }
    times.sort_by(f64::total_cmp);
    let last = last.ok_or_else(|| std::io::Error::other("nothing was measured"))?;
    Ok((times[4], last))
}

/// Frames whose licence keeps them out of the repository.
fn measured() -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let mut files = Vec::new();
    for name in [
        "kitti/000008.bin",
        "kitti/frame_000008.json",
        "sustech/frame_000965.json",
    ] {
        let path = data.join(name);
        if path.exists() {
            files.push((name.to_owned(), fs::read(path)?));
        } else {
            eprintln!("skipped: {} is not here", path.display());
        }
    }
    Ok(files)
}

/// The same points in each format, as `end2end/bench/make_clouds.py` has written them.
fn made(folder: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(name) = name.filter(|name| name.starts_with("made") && *name != "made.done")
        else {
            continue;
        };
        files.push((name.to_owned(), fs::read(&path)?));
    }
    files.sort();
    Ok(files)
}
