//! Removing what killed uploads left.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures::TryStreamExt;
use object_store::ObjectStoreExt;
use object_store::path::Path as Key;

use super::BlobStore;
use crate::MediaError;

/// How much of a store in a folder is looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Only uploads that were on their way: few files.
    Incoming,
    /// Also files that were being written in place, among all that is kept.
    Everything,
}

impl BlobStore {
    /// Removes the parts of uploads that nobody has written to for `age`: a server that was killed left
    /// them. Answers with how many. An upload under way is written to all the time; `age` must be longer
    /// than it may pause. Safe on several servers at once.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn sweep(&self, age: Duration, reach: Reach) -> Result<usize, MediaError> {
        let Some(old) = SystemTime::now().checked_sub(age) else {
            return Ok(0);
        };
        let whole = self.remove_incoming(old).await?;
        let Some(folder) = self.folder.clone() else {
            return Ok(whole);
        };
        let halves = tokio::task::spawn_blocking(move || match reach {
            Reach::Incoming => remove_halves(&folder.join("incoming"), old),
            Reach::Everything => remove_halves(&folder, old),
        });
        Ok(whole + halves.await??)
    }

    /// Removes whole objects that were not moved to their id any more.
    async fn remove_incoming(&self, old: SystemTime) -> Result<usize, MediaError> {
        let old = chrono::DateTime::<chrono::Utc>::from(old);
        let found = self.objects.list(Some(&Key::from("incoming")));
        let left: Vec<_> = found
            .try_filter(|meta| std::future::ready(meta.last_modified < old))
            .map_ok(|meta| meta.location)
            .try_collect()
            .await?;
        for key in &left {
            match self.objects.delete(key).await {
                // Another server was first.
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(left.len())
    }
}

/// Removes files that `object_store` was writing: it calls them `{name}#{number}` until they are whole,
/// and lists none of them.
fn remove_halves(folder: &Path, old: SystemTime) -> std::io::Result<usize> {
    let mut removed = 0;
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let path: PathBuf = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if is_half(&path) && is_old(&path, old) && std::fs::remove_file(&path).is_ok() {
                removed += 1;
            }
        }
    }
    Ok(removed)
}

/// Whether `object_store` calls a file so that is not whole. No name of ours has a `#`.
fn is_half(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.rsplit_once('#'))
        .is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether nobody has written to a file since; one that is gone is none.
fn is_old(path: &Path, old: SystemTime) -> bool {
    let written = std::fs::metadata(path).and_then(|meta| meta.modified());
    written.is_ok_and(|written| written < old)
}
