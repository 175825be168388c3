//! Keeping the files that records name.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use media::{BlobId, BlobStore, Clouds, MediaError, Pictures, Probe};
use store::import::{BlobRow, FileState};
use tokio::task::JoinSet;

use super::error::{ImportError, Result};
use super::files::{Files, Location};

/// Files being kept at a time: hashing needs a core, and the disk's confirmation takes a while.
const AT_A_TIME: usize = 8;

/// A larger file is not held in memory.
const IN_MEMORY: u64 = 64 << 20;

/// Addresses whose state is remembered; many tasks may name the same file.
const REMEMBERED: usize = 20_000;

/// Brings the files of one task file into the blob store.
pub(super) struct Keeper {
    blobs: BlobStore,
    pictures: Pictures,
    clouds: Clouds,
    files: Files,
    known: HashMap<String, FileState>,
}

impl Keeper {
    pub fn new(blobs: BlobStore, pictures: Pictures, files: Files) -> Self {
        Self {
            clouds: Clouds::new(blobs.clone()),
            blobs,
            pictures,
            files,
            known: HashMap::new(),
        }
    }

    /// Keeps the files behind these addresses, so that [`Keeper::state`] knows them.
    pub async fn keep(&mut self, mut urls: HashSet<String>) -> Result<()> {
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        urls.retain(|url| !self.known.contains_key(url));
        let mut urls = urls.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < AT_A_TIME
                && let Some(url) = urls.next()
            {
                let (blobs, pictures) = (self.blobs.clone(), self.pictures.clone());
                let files = self.files.clone();
                running.spawn(async move {
                    match state(&blobs, &pictures, &files, &url).await {
                        Ok(state) => Ok((url, state)),
                        Err(source) => Err(ImportError::Keep { url, source }),
                    }
                });
            }
            let Some(state) = running.join_next().await else {
                return Ok(());
            };
            let (url, state) = state??;
            self.known.insert(url, state);
        }
    }

    /// The addresses of the photos that stored lidar frames among these files tell of. A frame that
    /// cannot be read has none; whoever opens it is told why.
    pub async fn photos(&self, frames: impl Iterator<Item = &str>) -> Result<Vec<String>> {
        let mut photos = Vec::new();
        for url in frames {
            let FileState::Stored(row) = self.state(url) else {
                continue;
            };
            match self.clouds.facts(BlobId::from_bytes(row.sha256), url).await {
                Ok(facts) => {
                    let images = facts.info.images.into_iter();
                    photos.extend(images.map(|image| image.image_url));
                }
                Err(MediaError::NotACloud { .. } | MediaError::TooLarge { .. }) => {}
                Err(source) => {
                    let url = url.to_owned();
                    return Err(ImportError::Keep { url, source });
                }
            }
        }
        photos.retain(|url| domain::annotations::is_storable(url));
        Ok(photos)
    }

    /// What is known of a file; one that nobody asked to keep counts as lying elsewhere.
    pub fn state(&self, url: &str) -> FileState {
        self.known.get(url).cloned().unwrap_or(FileState::Remote)
    }
}

async fn state(
    blobs: &BlobStore,
    pictures: &Pictures,
    files: &Files,
    url: &str,
) -> Result<FileState, MediaError> {
    let (files, text) = (files.clone(), url.to_owned());
    let location = tokio::task::spawn_blocking(move || files.locate(&text)).await;
    match location.map_err(|error| MediaError::Interrupted(error.to_string()))? {
        Location::Path(path) => stored(blobs, pictures, path).await,
        Location::Remote => Ok(FileState::Remote),
        Location::Missing(why) => Ok(FileState::Missing(why)),
    }
}

async fn stored(
    blobs: &BlobStore,
    pictures: &Pictures,
    path: PathBuf,
) -> Result<FileState, MediaError> {
    let size = match tokio::fs::metadata(&path).await {
        Ok(metadata) => metadata.len(),
        Err(error) => return Ok(unreadable(&error)),
    };
    if size > IN_MEMORY {
        return large(blobs, pictures, &path).await;
    }
    let bytes = match tokio::fs::read(&path).await {
        Ok(bytes) => bytes::Bytes::from(bytes),
        Err(error) => return Ok(unreadable(&error)),
    };
    let looked_at = bytes.clone();
    let probe = tokio::task::spawn_blocking(move || media::probe(&looked_at))
        .await
        .map_err(|error| MediaError::Interrupted(error.to_string()))?;
    let blob = blobs.put_bytes(bytes).await?;
    Ok(FileState::Stored(row(blob, probe)))
}

async fn large(
    blobs: &BlobStore,
    pictures: &Pictures,
    path: &Path,
) -> Result<FileState, MediaError> {
    match blobs.put_file(path).await {
        Ok(blob) => Ok(FileState::Stored(row(blob, pictures.probe(blob.id).await?))),
        Err(MediaError::Source(error)) => Ok(unreadable(&error)),
        Err(error) => Err(error),
    }
}

fn unreadable(error: &std::io::Error) -> FileState {
    FileState::Missing(format!("cannot be read: {error}"))
}

fn row(blob: media::StoredBlob, probe: Probe) -> BlobRow {
    BlobRow {
        sha256: *blob.id.as_bytes(),
        size: blob.size.cast_signed(),
        mime: probe.mime.to_owned(),
        pixels: probe
            .width
            .zip(probe.height)
            .map(|(width, height)| (width.cast_signed(), height.cast_signed())),
    }
}
