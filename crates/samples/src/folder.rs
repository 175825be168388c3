//! The folder that a sample set is written into.

use std::path::{Path, PathBuf};

use crate::error::{Result, SampleError};

/// Writes files by their path inside the folder, the one that tasks name.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    pub fn create(root: &Path) -> Result<Self> {
        for name in [
            "images",
            "masks",
            "video",
            "lidar",
            "audio",
            "documents",
            "annotations",
        ] {
            let path = root.join("media").join(name);
            std::fs::create_dir_all(&path).map_err(|source| SampleError::Write { path, source })?;
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.root.join(name);
        std::fs::write(&path, bytes).map_err(|source| SampleError::Write { path, source })
    }

    /// Writes an image that was just encoded.
    pub fn image(&self, name: &str, encoded: image::ImageResult<Vec<u8>>) -> Result<()> {
        let bytes = encoded.map_err(|source| SampleError::Encode {
            path: name.to_owned(),
            source,
        })?;
        self.write(name, &bytes)
    }

    pub fn json(&self, name: &str, value: &serde_json::Value) -> Result<()> {
        self.write(name, value.to_string().as_bytes())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}
