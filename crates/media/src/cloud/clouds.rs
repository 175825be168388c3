//! Tiles of stored lidar frames, each made once and kept.

use std::ops::Range;

use bytes::Bytes;
use domain::lidar::edit::{Fitted, Heading, LowestPoint};
use domain::lidar::{CloudFacts, Cuboid, LeftOut};
use pointcloud::Hints;
use pointcloud::tile::Tile;
use sha2::{Digest, Sha256};

use super::Coding;
use super::frame::{self, Made};
use crate::picture::Workbench;
use crate::single_flight::SingleFlight;
use crate::{Asker, BlobId, BlobStore, MediaError};

/// Part of the name of everything kept: a new number when tiles come out differently, so that old
/// ones are not served.
const RECIPE: u32 = 3;

/// The largest frame that is read, in bytes.
const FRAME_BYTES: u64 = 1 << 30;

/// Memory for all frames being read at a time.
const MEMORY_BYTES: u64 = 2 << 30;

/// A point takes up to 60 bytes while it is read ([`pointcloud::Limits::points`]) and at least this
/// many in its file, so reading takes this many times the file's size.
const MEMORY_A_BYTE: u64 = 6;

/// Memory for fitting a cuboid to the most points that are looked at
/// ([`domain::lidar::edit::MOST_POINTS`]), each of which is there four times at most.
const FIT_BYTES: u64 = 64 << 20;

/// The most that is sent of the chunks of a large cloud at once, in bytes.
const PART_BYTES: u64 = 16 << 20;

/// Turns stored frames of every format into tiles, on a bounded number of blocking threads, and
/// keeps those in the [`BlobStore`]. Clones share all.
#[derive(Clone)]
pub struct Clouds {
    pub(super) blobs: BlobStore,
    pub(super) bench: Workbench,
    pub(super) asker: Asker,
    // Each asker's work is its own: nobody waits in another's queue.
    frames: SingleFlight<(Asker, BlobId, String), CloudFacts>,
    packings: SingleFlight<(Asker, BlobId, String, Coding), Bytes>,
    /// Answers that are read for the labels of points.
    pub(super) answers: SingleFlight<(Asker, BlobId), ()>,
}

impl Clouds {
    pub fn new(blobs: BlobStore) -> Self {
        Self {
            blobs,
            bench: Workbench::new(MEMORY_BYTES),
            asker: Asker::Nobody,
            frames: SingleFlight::default(),
            packings: SingleFlight::default(),
            answers: SingleFlight::default(),
        }
    }

    /// The same tiles, whose work counts as this asker's: one asker's work leaves room for that of
    /// others.
    #[must_use]
    pub fn on_behalf_of(&self, asker: Asker) -> Self {
        Self {
            bench: self.bench.on_behalf_of(asker),
            asker,
            ..self.clone()
        }
    }

    /// What a stored frame tells beside its points; its tiles are there afterwards. `name` is the
    /// frame's address, which tells the format of files that do not tell it themselves.
    ///
    /// # Errors
    /// [`MediaError::NotFound`], [`MediaError::TooLarge`], and [`MediaError::NotACloud`] with the
    /// place in the file that is wrong.
    pub async fn facts(&self, blob: BlobId, name: &str) -> Result<CloudFacts, MediaError> {
        let key = key(name);
        if let Some(kept) = self.kept(blob, &key).await? {
            return Ok(kept);
        }
        let (clouds, name) = (self.clone(), name.to_owned());
        self.frames
            .run((self.asker, blob, key), async move {
                clouds.make(blob, name).await
            })
            .await
    }

    /// All points of a frame whose facts are there, as [`pointcloud::tile`] lays them out: packed
    /// once for each coding.
    ///
    /// # Errors
    /// [`MediaError::NotFound`] before [`Clouds::facts`].
    pub async fn tile(
        &self,
        blob: BlobId,
        name: &str,
        coding: Option<Coding>,
    ) -> Result<Bytes, MediaError> {
        let key = key(name);
        let Some(coding) = coding else {
            return self.whole(blob, &key).await;
        };
        let packed = packed_name(&key, coding);
        if let Some(kept) = self.blobs.derived(blob, &packed).await? {
            return Ok(kept);
        }
        let clouds = self.clone();
        self.packings
            .run((self.asker, blob, key.clone(), coding), async move {
                clouds.pack(blob, &key, coding).await
            })
            .await
    }

    /// Some bytes of the tiles of all chunks, as [`CloudFacts::levels`] counts them.
    ///
    /// # Errors
    /// [`MediaError::NotFound`] for a cloud without chunks, [`MediaError::RangeOutside`], and
    /// [`MediaError::TooLarge`] above 16 MiB.
    pub async fn part(
        &self,
        blob: BlobId,
        name: &str,
        range: Range<u64>,
        coding: Option<Coding>,
    ) -> Result<Bytes, MediaError> {
        if range.end.saturating_sub(range.start) > PART_BYTES {
            let what = "part of a cloud".to_owned();
            return Err(MediaError::TooLarge {
                what,
                limit: PART_BYTES,
            });
        }
        let part = self
            .blobs
            .derived_range(blob, &pack_name(&key(name)), range)
            .await?;
        let Some(coding) = coding else {
            return Ok(part);
        };
        let slot = self.bench.slot().await?;
        let packed = slot.run(2 * part.len() as u64, move || coding.pack(&part));
        Ok(packed.await?.into())
    }

    /// How many of all points are inside a cuboid or on its surface.
    ///
    /// # Errors
    /// Those of [`Clouds::facts`].
    pub async fn points_inside(
        &self,
        blob: BlobId,
        name: &str,
        cuboid: &Cuboid,
    ) -> Result<u64, MediaError> {
        let mut inside = 0;
        for part in self.parts_around(blob, name, cuboid).await? {
            let cuboid = cuboid.clone();
            let count = move |tile: &Tile<'_>| frame::count(tile, &cuboid);
            inside += self.on_tile((blob, name), part, 0, count).await?;
        }
        Ok(inside)
    }

    /// A rough cuboid fitted to all the points in it, as [`domain::lidar::edit::fit`] does; `None` where
    /// they are too few.
    ///
    /// # Errors
    /// Those of [`Clouds::facts`].
    pub async fn fitted(
        &self,
        blob: BlobId,
        name: &str,
        (rough, heading): (Cuboid, Heading),
    ) -> Result<Option<Fitted>, MediaError> {
        let parts = self.parts_around(blob, name, &rough).await?;
        // Each look reads the parts anew: together they can be as large as the cloud.
        let mut lowest = LowestPoint::inside(rough);
        for part in &parts {
            let look = move |tile: &Tile<'_>| {
                lowest.look_at(tile.places());
                lowest
            };
            lowest = self.on_tile((blob, name), part.clone(), 0, look).await?;
        }
        let mut object = lowest.object();
        for part in parts {
            let look = move |tile: &Tile<'_>| {
                object.look_at(tile.places());
                object
            };
            object = self.on_tile((blob, name), part, FIT_BYTES, look).await?;
        }
        let slot = self.bench.slot().await?;
        slot.run(FIT_BYTES, move || Ok(object.fitted(heading)))
            .await
    }

    /// Does `work` on a part's tile, on the bench; it takes as much memory beside the tile.
    async fn on_tile<T: Send + 'static>(
        &self,
        (blob, name): (BlobId, &str),
        part: Option<Range<u64>>,
        memory: u64,
        work: impl FnOnce(&Tile<'_>) -> T + Send + 'static,
    ) -> Result<T, MediaError> {
        let slot = self.bench.slot().await?;
        let bytes = self.tile_of(blob, &key(name), part).await?;
        let memory = memory + bytes.len() as u64;
        slot.run(memory, move || Ok(work(&frame::tile(&bytes)?)))
            .await
    }

    /// Where the points in a cuboid are: in the whole tile, or in those of some chunks of a large
    /// cloud.
    async fn parts_around(
        &self,
        blob: BlobId,
        name: &str,
        cuboid: &Cuboid,
    ) -> Result<Vec<Option<Range<u64>>>, MediaError> {
        let Some(levels) = self.facts(blob, name).await?.levels else {
            return Ok(vec![None]);
        };
        let chunks = levels.chunks.iter();
        let meeting = chunks.filter(|chunk| frame::may_hold(chunk, cuboid));
        Ok(meeting
            .map(|chunk| Some(chunk.bytes[0]..chunk.bytes[1]))
            .collect())
    }

    async fn tile_of(
        &self,
        blob: BlobId,
        key: &str,
        part: Option<Range<u64>>,
    ) -> Result<Bytes, MediaError> {
        match part {
            Some(bytes) => {
                let name = pack_name(key);
                self.blobs.derived_range(blob, &name, bytes).await
            }
            None => self.whole(blob, key).await,
        }
    }

    /// Which points of a frame's file were left out.
    pub(super) async fn left_out(
        &self,
        blob: BlobId,
        name: &str,
    ) -> Result<Vec<LeftOut>, MediaError> {
        let kept = self.blobs.derived(blob, &left_out_name(&key(name))).await?;
        Ok(kept.map_or_else(Vec::new, |bytes| frame::left_out(&bytes)))
    }

    /// Names what [`Clouds::tile`] gives, for as long as it gives the same bytes.
    pub fn version(blob: BlobId, name: &str) -> String {
        format!("{blob}.{RECIPE}{}", key(name))
    }

    async fn kept(&self, blob: BlobId, key: &str) -> Result<Option<CloudFacts>, MediaError> {
        // The facts are kept last: with them, everything is there.
        let facts = self.blobs.derived(blob, &facts_name(key)).await?;
        Ok(facts.and_then(|facts| serde_json::from_slice(&facts).ok()))
    }

    async fn make(self, blob: BlobId, name: String) -> Result<CloudFacts, MediaError> {
        let key = key(&name);
        // Another flight can have landed between the caller's look and this one.
        if let Some(kept) = self.kept(blob, &key).await? {
            return Ok(kept);
        }
        let slot = self.bench.slot().await?;
        let bytes = self.blobs.bytes(blob, FRAME_BYTES).await?;
        let memory = bytes.len() as u64 * MEMORY_A_BYTE;
        let Made {
            facts,
            tile,
            pack,
            left_out,
        } = slot.run(memory, move || frame::read(&name, &bytes)).await?;
        let text = serde_json::to_vec(&facts).map_err(MediaError::not_a_cloud)?;
        self.blobs
            .put_derived(blob, &tile_name(&key), tile.into())
            .await?;
        if let Some(pack) = pack {
            self.blobs
                .put_derived(blob, &pack_name(&key), pack.into())
                .await?;
        }
        if let Some(left_out) = left_out {
            let name = left_out_name(&key);
            self.blobs.put_derived(blob, &name, left_out.into()).await?;
        }
        self.blobs
            .put_derived(blob, &facts_name(&key), text.into())
            .await?;
        Ok(facts)
    }

    async fn whole(&self, blob: BlobId, key: &str) -> Result<Bytes, MediaError> {
        let kept = self.blobs.derived(blob, &tile_name(key)).await?;
        kept.ok_or(MediaError::NotFound(blob))
    }

    async fn pack(self, blob: BlobId, key: &str, coding: Coding) -> Result<Bytes, MediaError> {
        let tile = self.whole(blob, key).await?;
        let slot = self.bench.slot().await?;
        let memory = 2 * tile.len() as u64;
        let packed: Bytes = slot.run(memory, move || coding.pack(&tile)).await?.into();
        self.blobs
            .put_derived(blob, &packed_name(key, coding), packed.clone())
            .await?;
        Ok(packed)
    }
}

/// Tells apart what is made of one frame with different names of columns; empty where its name names
/// none.
fn key(name: &str) -> String {
    if Hints::of(name) == Hints::default() {
        return String::new();
    }
    let (_, fragment) = name.split_once('#').unwrap_or_default();
    format!(".{}", hex::encode(&Sha256::digest(fragment)[..8]))
}

fn tile_name(key: &str) -> String {
    format!("cloud.{RECIPE}{key}.tile")
}

fn packed_name(key: &str, coding: Coding) -> String {
    format!("cloud.{RECIPE}{key}.tile.{}", coding.name())
}

/// The tiles of all chunks.
fn pack_name(key: &str) -> String {
    format!("cloud.{RECIPE}{key}.chunks")
}

fn facts_name(key: &str) -> String {
    format!("cloud.{RECIPE}{key}.json")
}

/// Which points of the file are not in the tile.
fn left_out_name(key: &str) -> String {
    format!("cloud.{RECIPE}{key}.left_out")
}
