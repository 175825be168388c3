//! Tiles of stored lidar frames, each made once and kept.

use std::io::Cursor;

use bytes::Bytes;
use domain::lidar::{CloudFacts, FrameInfo};
use pointcloud::{Limits, Reading};

use crate::picture::Workbench;
use crate::single_flight::SingleFlight;
use crate::{BlobId, BlobStore, MediaError};

/// Part of the name of everything kept: a new number when tiles come out differently, so that old
/// ones are not served.
const RECIPE: u32 = 1;

/// The largest frame that is read, in bytes.
const FRAME_BYTES: u64 = 1 << 30;

/// Memory for all frames being read at a time.
const MEMORY_BYTES: u64 = 2 << 30;

/// A point takes up to 60 bytes while it is read ([`Limits::points`]) and at least this many in its
/// file, so reading takes this many times the file's size.
const MEMORY_A_BYTE: u64 = 6;

/// What browsers get of a lidar frame.
#[derive(Debug, Clone)]
pub struct CloudFrame {
    /// The points, as [`pointcloud::tile`] lays them out.
    pub tile: Bytes,
    /// What else the frame tells.
    pub facts: CloudFacts,
}

/// Turns stored frames of every format into tiles, on a bounded number of blocking threads, and
/// keeps those in the [`BlobStore`]. Clones share all.
#[derive(Clone)]
pub struct Clouds {
    blobs: BlobStore,
    bench: Workbench,
    flights: SingleFlight<BlobId, CloudFrame>,
}

impl Clouds {
    pub fn new(blobs: BlobStore) -> Self {
        Self {
            blobs,
            bench: Workbench::new(MEMORY_BYTES),
            flights: SingleFlight::default(),
        }
    }

    /// The tile of a stored frame. `name` is the frame's address, which tells the format of files
    /// that do not tell it themselves.
    ///
    /// # Errors
    /// [`MediaError::NotFound`], [`MediaError::TooLarge`], and [`MediaError::NotACloud`] with the
    /// place in the file that is wrong.
    pub async fn frame(&self, blob: BlobId, name: &str) -> Result<CloudFrame, MediaError> {
        if let Some(kept) = self.kept(blob).await? {
            return Ok(kept);
        }
        let (clouds, name) = (self.clone(), name.to_owned());
        self.flights
            .run(blob, async move { clouds.make(blob, name).await })
            .await
    }

    async fn kept(&self, blob: BlobId) -> Result<Option<CloudFrame>, MediaError> {
        // The facts are kept last: without them, the tile may not be there.
        let Some(facts) = self.blobs.derived(blob, &facts_name()).await? else {
            return Ok(None);
        };
        let tile = self.blobs.derived(blob, &tile_name()).await?;
        let facts = serde_json::from_slice(&facts).ok();
        Ok(tile
            .zip(facts)
            .map(|(tile, facts)| CloudFrame { tile, facts }))
    }

    async fn make(self, blob: BlobId, name: String) -> Result<CloudFrame, MediaError> {
        // Another flight can have landed between the caller's look and this one.
        if let Some(kept) = self.kept(blob).await? {
            return Ok(kept);
        }
        let slot = self.bench.slot().await?;
        let bytes = self.blobs.bytes(blob, FRAME_BYTES).await?;
        let memory = bytes.len() as u64 * MEMORY_A_BYTE;
        let frame = slot.run(memory, move || read(&name, &bytes)).await?;
        let facts = serde_json::to_vec(&frame.facts).map_err(MediaError::not_a_cloud)?;
        let tile = frame.tile.clone();
        self.blobs.put_derived(blob, &tile_name(), tile).await?;
        self.blobs
            .put_derived(blob, &facts_name(), facts.into())
            .await?;
        Ok(frame)
    }
}

fn tile_name() -> String {
    format!("cloud.{RECIPE}.tile")
}

fn facts_name() -> String {
    format!("cloud.{RECIPE}.json")
}

fn read(name: &str, bytes: &[u8]) -> Result<CloudFrame, MediaError> {
    let Reading {
        format,
        cloud,
        info,
    } = pointcloud::read(name, Cursor::new(bytes), Limits::default())
        .map_err(MediaError::not_a_cloud)?;
    Ok(CloudFrame {
        facts: CloudFacts {
            format: format.to_string(),
            points: cloud.len() as u64,
            dropped: cloud.dropped() as u64,
            info: info.unwrap_or_else(FrameInfo::default),
        },
        tile: pointcloud::tile::encode(&cloud).into(),
    })
}
