//! Pictures to test with: written by Pillow (`data/make.py`), or here when they are large.

use std::io::Cursor;
use std::path::PathBuf;

use bytes::Bytes;
use image::{DynamicImage, ImageFormat};
use media::{BlobId, BlobStore, PictureLimits, Pictures};
use tempfile::TempDir;

pub fn data(name: &str) -> Bytes {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/media/data")
        .join(name);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .into()
}

pub fn encoded(pixels: &DynamicImage, format: ImageFormat) -> Bytes {
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).unwrap();
    bytes.into_inner().into()
}

/// An empty store in a folder of its own, and pictures on it.
pub struct Shelf {
    pub folder: TempDir,
    pub blobs: BlobStore,
    pub pictures: Pictures,
}

impl Shelf {
    pub fn new() -> Self {
        Self::with_limits(PictureLimits::default())
    }

    pub fn with_limits(limits: PictureLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let blobs = BlobStore::in_folder(folder.path()).unwrap();
        let pictures = Pictures::new(blobs.clone(), limits);
        Self {
            folder,
            blobs,
            pictures,
        }
    }

    pub async fn put(&self, bytes: Bytes) -> BlobId {
        self.blobs.put_bytes(bytes).await.unwrap().id
    }

    /// Every file in the store, relative to its folder, in order.
    pub fn files(&self) -> Vec<String> {
        let mut folders = vec![self.folder.path().to_owned()];
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let path = path.strip_prefix(self.folder.path()).unwrap();
                    files.push(path.display().to_string());
                }
            }
        }
        files.sort();
        files
    }
}
