//! The bytes behind an attachment, fetched when somebody first looks.

use domain::TaskId;
use media::{
    Asker, BlobId, BlobStore, Clouds, FetchPolicy, Fetcher, MediaError, PictureLimits, Pictures,
};
use store::attachments::{Attached, FileInfo, Which};
use store::{PgPool, Scope};

use super::PictureError;

/// Where attachments are kept, what makes pictures of them, and what brings in those on other
/// servers. Clones share all.
#[derive(Clone)]
pub struct Media {
    pub blobs: BlobStore,
    pub pictures: Pictures,
    pub clouds: Clouds,
    pub fetcher: Fetcher,
}

impl Media {
    /// # Errors
    /// Where the machine's TLS certificates cannot be loaded.
    pub fn new(
        blobs: BlobStore,
        limits: PictureLimits,
        policy: FetchPolicy,
    ) -> Result<Self, MediaError> {
        Ok(Self {
            pictures: Pictures::new(blobs.clone(), limits),
            clouds: Clouds::new(blobs.clone()),
            fetcher: Fetcher::new(policy, blobs.clone())?,
            blobs,
        })
    }

    /// The same, whose work and fetches count as this team's, so that those of other teams find room
    /// beside them.
    #[must_use]
    pub fn of_team(&self, team_id: i32) -> Self {
        let asker = Asker::Number(team_id);
        Self {
            blobs: self.blobs.clone(),
            pictures: self.pictures.on_behalf_of(asker),
            clouds: self.clouds.on_behalf_of(asker),
            fetcher: self.fetcher.on_behalf_of(asker),
        }
    }
}

/// A file of a task whose bytes are here.
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// As the task spells it.
    pub url: String,
    pub blob: BlobId,
    pub file: FileInfo,
}

/// Finds a file of a task; one on another server is fetched and kept.
///
/// # Errors
/// [`PictureError::Store`] where this team has no such task or file, [`PictureError::Missing`]
/// where its bytes could not be had when the task came in, [`PictureError::Media`] where they cannot
/// be fetched now.
pub async fn stored(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    which: Which<'_>,
) -> Result<StoredFile, PictureError> {
    let Attached {
        seq,
        url,
        file,
        problem,
    } = store::attachments::find(pool, scope, task_id, which).await?;
    if let Some(file) = file {
        return Ok(StoredFile {
            url,
            blob: BlobId::from_bytes(file.sha256),
            file,
        });
    }
    if let Some(problem) = problem {
        return Err(PictureError::Missing { url, problem });
    }
    // Failures are not kept: the other server may answer when somebody looks again.
    let file = match fetch(&media.of_team(scope.team_id), &url).await {
        Ok(file) => file,
        Err(error) => return Err(PictureError::Media { url, error }),
    };
    store::attachments::record_file(pool, &[seq], &url, &file).await?;
    Ok(StoredFile {
        url,
        blob: BlobId::from_bytes(file.sha256),
        file,
    })
}

async fn fetch(media: &Media, url: &str) -> Result<FileInfo, MediaError> {
    let blob = media.fetcher.fetch(url).await?;
    describe(media, blob.id, blob.size).await
}

/// What a stored blob is, by its first bytes; images with their size.
pub async fn describe(media: &Media, blob: BlobId, size: u64) -> Result<FileInfo, MediaError> {
    let told = media.pictures.probe(blob).await?;
    Ok(FileInfo {
        sha256: *blob.as_bytes(),
        size: size.cast_signed(),
        mime: told.mime.to_owned(),
        pixels: told
            .width
            .zip(told.height)
            .map(|(width, height)| (width.cast_signed(), height.cast_signed())),
    })
}
