//! Whether the folder of pictures and files can be written.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

/// More than a full disk lets through by chance.
const BYTES: usize = 256 << 10;

/// Whoever asks whether the server is ready makes it write no more often than this.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Writes a file into `folder`, and removes it.
pub fn try_to_write(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join(format!(".can-be-written-{}", std::process::id()));
    let written = std::fs::File::create(&path).and_then(|mut file| {
        file.write_all(&vec![0; BYTES])?;
        file.sync_all()
    });
    let removed = std::fs::remove_file(&path);
    written.and(removed)
}

/// Looks from time to time whether the data folder can be written, where there is one.
#[derive(Debug, Clone)]
pub struct DataFolder {
    folder: Option<PathBuf>,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl DataFolder {
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            last: Arc::default(),
        }
    }

    /// Whether it could be written within the last seconds.
    pub async fn can_be_written(&self) -> bool {
        let Some(folder) = self.folder.clone() else {
            return true;
        };
        let mut last = self.last.lock().await;
        if let Some((at, can)) = *last
            && at.elapsed() < LOOK_EVERY
        {
            return can;
        }
        let tried = tokio::task::spawn_blocking(move || {
            try_to_write(&folder)
                .inspect_err(|error| {
                    tracing::error!(%error, folder = %folder.display(), "cannot be written");
                })
                .is_ok()
        });
        let can = tried.await.unwrap_or(false);
        *last = Some((Instant::now(), can));
        can
    }
}
