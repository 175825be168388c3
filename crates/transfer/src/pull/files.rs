//! The files of copied tasks, fetched ahead of anybody looking.

use futures::StreamExt;
use media::{Fetcher, MediaError};
use store::attachments::{Absent, FileInfo, absent, record_file};

use super::error::Result;
use super::run::Pulling;
use super::source::Source;

/// Files on their way at a time.
const AT_A_TIME: usize = 8;

/// What became of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FilesReport {
    pub fetched: u64,
    pub failed: u64,
}

/// Fetches those files of the tasks copied here that are not here yet, each once however many tasks
/// name it, as whoever looks at them would, but with the source's key for what the source keeps
/// itself. `problem` is told of each that cannot be had.
///
/// # Errors
/// Where the database fails.
pub async fn pull_files(
    to: &Pulling,
    fetcher: &Fetcher,
    source: &Source,
    mut problem: impl FnMut(&Absent, &MediaError),
) -> Result<FilesReport> {
    let mut report = FilesReport::default();
    let mut last = String::new();
    loop {
        let files = absent(&to.pool, to.scope, &last).await?;
        let Some(end) = files.last().map(|file| file.url.clone()) else {
            return Ok(report);
        };
        let mut fetched = futures::stream::iter(files)
            .map(|file| async move {
                let info = fetch(to, fetcher, source, &file.url).await;
                (file, info)
            })
            .buffer_unordered(AT_A_TIME);
        while let Some((file, info)) = fetched.next().await {
            match info {
                Ok(info) => {
                    record_file(&to.pool, &file.seqs, &file.url, &info).await?;
                    report.fetched += 1;
                }
                Err(error) => {
                    problem(&file, &error);
                    report.failed += 1;
                }
            }
        }
        last = end;
    }
}

async fn fetch(
    to: &Pulling,
    fetcher: &Fetcher,
    source: &Source,
    url: &str,
) -> Result<FileInfo, MediaError> {
    let blob = match source.key_for(url) {
        Some(key) => fetcher.fetch_with_key(url, key).await?,
        None => fetcher.fetch(url).await?,
    };
    let told = to.pictures.probe(blob.id).await?;
    Ok(FileInfo {
        sha256: *blob.id.as_bytes(),
        size: blob.size.cast_signed(),
        mime: told.mime.to_owned(),
        pixels: told
            .width
            .zip(told.height)
            .map(|(width, height)| (width.cast_signed(), height.cast_signed())),
    })
}
