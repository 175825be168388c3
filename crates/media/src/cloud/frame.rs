//! A frame's file, read into what is kept of it.

use std::collections::BTreeSet;
use std::io::Cursor;

use domain::lidar::{CloudChunk, CloudFacts, CloudLevels, Cuboid, FrameInfo, LeftOut};
use pointcloud::tile::{self, Tile};
use pointcloud::{Cloud, Levels, Limits, Reading};

use crate::MediaError;

/// What is kept of a frame.
pub(super) struct Made {
    pub facts: CloudFacts,
    /// All points, as [`pointcloud::tile`] lays them out.
    pub tile: Vec<u8>,
    /// The tiles of all chunks, one after another, if the cloud is large.
    pub pack: Option<Vec<u8>>,
    /// Runs of points of the file that are not in the tile, as [`left_out`] reads them; `None` if all
    /// are.
    pub left_out: Option<Vec<u8>>,
}

pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Made, MediaError> {
    let Reading {
        format,
        cloud,
        info,
        class_names,
        other_columns,
        notices,
    } = pointcloud::read(name, Cursor::new(bytes), Limits::default())
        .map_err(MediaError::not_a_cloud)?;
    let levels = (cloud.len() > Levels::WORTH).then(|| divide(&cloud));
    let (levels, pack) = levels.unzip();
    Ok(Made {
        facts: CloudFacts {
            format: format.to_string(),
            points: cloud.len() as u64,
            dropped: cloud.dropped() as u64,
            info: info.unwrap_or_else(FrameInfo::default),
            class_names,
            classes: classes(&cloud),
            other_columns,
            notices,
            levels,
        },
        tile: tile::encode(&cloud),
        pack,
        left_out: (!cloud.left_out().is_empty()).then(|| runs(&cloud)),
    })
}

/// The classes that points have, the least first.
fn classes(cloud: &Cloud) -> Vec<u16> {
    let classes = cloud.classification().unwrap_or_default();
    let all: BTreeSet<u16> = classes.iter().copied().collect();
    all.into_iter().collect()
}

fn runs(cloud: &Cloud) -> Vec<u8> {
    let numbers = cloud.left_out().iter();
    let numbers = numbers.flat_map(|run| [run.first, run.count]);
    numbers.flat_map(u32::to_le_bytes).collect()
}

/// The runs of points that were left out, of the bytes that are kept.
pub(super) fn left_out(bytes: &[u8]) -> Vec<LeftOut> {
    let number = |four: &[u8; 4]| u32::from_le_bytes(*four);
    let (numbers, _) = bytes.as_chunks::<4>();
    let (pairs, _) = numbers.as_chunks::<2>();
    let runs = pairs.iter().map(|[first, count]| LeftOut {
        first: number(first),
        count: number(count),
    });
    runs.collect()
}

fn divide(cloud: &Cloud) -> (CloudLevels, Vec<u8>) {
    let levels = Levels::of(cloud);
    let mut pack = Vec::new();
    let mut chunks = Vec::new();
    for (place, chunk) in levels.chunks().iter().enumerate() {
        let first = pack.len() as u64;
        pack.extend(levels.tile(place).unwrap_or_default());
        chunks.push(CloudChunk {
            parent: chunk.parent,
            points: chunk.points.end - chunk.points.start,
            min: chunk.min,
            side: chunk.side,
            spacing: chunk.spacing,
            bytes: [first, pack.len() as u64],
        });
    }
    let levels = CloudLevels {
        chunks,
        intensity: cloud.intensity().and_then(|list| {
            let least = list.iter().copied().reduce(f32::min)?;
            Some([least, list.iter().copied().reduce(f32::max)?])
        }),
        time: cloud.time().and_then(|list| {
            let first = list.iter().copied().min()?;
            Some([first, list.iter().copied().max()?])
        }),
    };
    (levels, pack)
}

/// A tile that was kept.
pub(super) fn tile(bytes: &[u8]) -> Result<Tile<'_>, MediaError> {
    Tile::decode(bytes).map_err(MediaError::not_a_cloud)
}

/// How many points of a tile are inside a cuboid or on its surface.
pub(super) fn count(tile: &Tile<'_>, cuboid: &Cuboid) -> u64 {
    let inside = cuboid.inside();
    let points = (0..tile.len()).filter_map(|place| tile.position(place));
    points.filter(|point| inside(*point)).count() as u64
}

/// Whether a chunk's cube meets the box along the axes around a cuboid.
pub(super) fn may_hold(chunk: &CloudChunk, cuboid: &Cuboid) -> bool {
    let corners = cuboid.corners();
    (0..3).all(|axis| {
        let along = corners.iter().map(|corner| corner[axis]);
        // A tile's steps may put a point a little outside of its cube.
        let room = 0.001 + chunk.side * 1e-6;
        let (least, most) = along.fold((f64::MAX, f64::MIN), |(least, most), at| {
            (least.min(at), most.max(at))
        });
        least <= chunk.min[axis] + chunk.side + room && most >= chunk.min[axis] - room
    })
}
