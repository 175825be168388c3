//! Uploads that are waited for without holding anything of the database.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::Path;

use axum::body::Bytes;
use futures::{Stream, StreamExt};
use tokio::io::AsyncWriteExt;

/// Writes an upload into a file without a name, which is gone with the last who has it open, also when
/// the server is killed; then reads it from its beginning.
pub async fn spooled(
    chunks: impl Stream<Item = io::Result<Bytes>>,
    folder: Option<&Path>,
) -> io::Result<File> {
    let folder = folder.map(Path::to_owned);
    // Without a folder of files, as where they are kept in a bucket, the system's own serves.
    let file = tokio::task::spawn_blocking(move || match folder {
        Some(folder) => tempfile::tempfile_in(folder).or_else(|_| tempfile::tempfile()),
        None => tempfile::tempfile(),
    });
    let mut file = tokio::fs::File::from_std(file.await??);
    let mut chunks = std::pin::pin!(chunks);
    while let Some(chunk) = chunks.next().await {
        file.write_all(&chunk?).await?;
    }
    file.flush().await?;
    let mut file = file.into_std().await;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}
