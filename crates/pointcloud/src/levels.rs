//! Clouds in levels of detail, so that a large one is seen at once and sharpens where one looks.
//!
//! The points are dealt out to an octree of chunks, none of them twice, as Potree and COPC do: a
//! chunk keeps of its points one in each cell of a grid, and hands the others to the eighths of its
//! cube. So the chunks of the first levels are an even sample of the whole cloud, and with each
//! level the cells are half as wide. A chunk is fetched as a tile of its own.

use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::cloud::Cloud;
use crate::tile;

/// Cells along each side of a chunk's grid. Surfaces, which scans are of, fill a few times the
/// square of this.
const CELLS: u32 = 64;
/// A chunk of so many points is not divided.
const WHOLE: usize = 20_000;
/// The last level; its chunks take all that is left. Cells are then 2 µm wide in 8 km.
const LAST_LEVEL: u8 = 26;

/// A cloud in levels of detail.
#[derive(Debug, Clone, PartialEq)]
pub struct Levels {
    cloud: Cloud,
    chunks: Vec<Chunk>,
}

/// A part of the cloud that is fetched and shown as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// From 0, the coarsest.
    pub level: u8,
    /// The place of the chunk that this one refines; `None` for the first.
    pub parent: Option<u32>,
    /// Which points of [`Levels::cloud`] it has.
    pub points: Range<u32>,
    /// The least corner of its cube; `world`, metres.
    pub min: [f64; 3],
    /// The side of its cube, metres.
    pub side: f64,
    /// How far apart its points are, and those of its parents: metres. To be finer than a pixel,
    /// fetch its children where this is wider than one. 0 where there is nothing finer.
    pub spacing: f64,
}

impl Levels {
    /// From how many points levels are worth it; a smaller cloud is one tile.
    pub const WORTH: usize = 500_000;

    /// Deals the points out. Chunks are sorted by level, so that the first are the coarsest.
    pub fn of(cloud: &Cloud) -> Self {
        let Some(bounds) = cloud.bounds() else {
            return Self {
                cloud: Cloud::new(),
                chunks: Vec::new(),
            };
        };
        let side = (0..3)
            .map(|axis| bounds.max[axis] - bounds.min[axis])
            .fold(0.0, f64::max);
        let mut order = Vec::with_capacity(cloud.len());
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut queue = VecDeque::from([Node {
            level: 0,
            parent: None,
            min: bounds.min,
            side,
            places: (0..cloud.len() as u32).collect(),
        }]);
        while let Some(node) = queue.pop_front() {
            let first = order.len() as u32;
            let place = chunks.len() as u32;
            let (kept, eighths) = node.divide(cloud);
            order.extend(&kept);
            let is_last = eighths.iter().all(|eighth| eighth.places.is_empty());
            chunks.push(Chunk {
                level: node.level,
                parent: node.parent,
                points: first..order.len() as u32,
                min: node.min,
                side: node.side,
                spacing: if is_last {
                    0.0
                } else {
                    node.side / f64::from(CELLS)
                },
            });
            let filled = eighths.into_iter().filter(|node| !node.places.is_empty());
            queue.extend(filled.map(|eighth| Node {
                parent: Some(place),
                ..eighth
            }));
        }
        Self {
            cloud: cloud.picked(&order),
            chunks,
        }
    }

    /// All points, sorted by chunk.
    pub fn cloud(&self) -> &Cloud {
        &self.cloud
    }

    /// Sorted by level; a parent comes before its children.
    pub fn chunks(&self) -> &[Chunk] {
        &self.chunks
    }

    /// The tile of the chunk at a place in [`Levels::chunks`]; `None` behind the last.
    pub fn tile(&self, place: usize) -> Option<Vec<u8>> {
        let chunk = self.chunks.get(place)?;
        let places: Vec<u32> = chunk.points.clone().collect();
        Some(tile::encode(&self.cloud.picked(&places)))
    }
}

/// A chunk in the making: the points that are its own or its children's.
struct Node {
    level: u8,
    parent: Option<u32>,
    min: [f64; 3],
    side: f64,
    /// In the cloud as it came.
    places: Vec<u32>,
}

impl Node {
    /// The points that it keeps, and what is left, by eighths.
    fn divide(&self, cloud: &Cloud) -> (Vec<u32>, [Self; 8]) {
        let half = self.side / 2.0;
        let mut eighths = std::array::from_fn(|eighth| Self {
            level: self.level + 1,
            parent: None,
            min: std::array::from_fn(|axis| {
                let is_upper = eighth >> axis & 1 == 1;
                self.min[axis] + if is_upper { half } else { 0.0 }
            }),
            side: half,
            places: Vec::new(),
        });
        if self.places.len() <= WHOLE || self.level == LAST_LEVEL || half <= 0.0 {
            return (self.places.clone(), eighths);
        }
        let mut taken = vec![false; (CELLS * CELLS * CELLS) as usize];
        let mut kept = Vec::new();
        for place in &self.places {
            let position = cloud.positions()[*place as usize];
            let cell = |axis: usize| {
                let share = (position[axis] - self.min[axis]) / self.side;
                // The far border belongs to the last cell; casts saturate.
                ((share * f64::from(CELLS)) as u32).min(CELLS - 1)
            };
            let [x, y, z] = [cell(0), cell(1), cell(2)];
            let is_taken = &mut taken[((z * CELLS + y) * CELLS + x) as usize];
            if *is_taken {
                let upper = |cell: u32| usize::from(cell >= CELLS / 2);
                let eighth = upper(x) | upper(y) << 1 | upper(z) << 2;
                eighths[eighth].places.push(*place);
            } else {
                *is_taken = true;
                kept.push(*place);
            }
        }
        (kept, eighths)
    }
}
