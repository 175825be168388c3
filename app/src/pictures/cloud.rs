//! The points of a task's lidar frame.

use domain::TaskId;
use domain::lidar::CloudFacts;
use media::BlobId;
use store::attachments::Which;
use store::{PgPool, Scope};

use super::{Media, PictureError, stored};

/// A lidar frame of a task, whose tiles [`media::Clouds`] has.
#[derive(Debug, Clone)]
pub struct StoredCloud {
    pub blob: BlobId,
    pub facts: CloudFacts,
}

/// The lidar frame that the task names `url`. The photos that the frame tells of become files of the
/// task.
///
/// # Errors
/// Those of [`stored`], and [`PictureError::Media`] where the file is no lidar frame.
pub async fn cloud(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    url: &str,
) -> Result<StoredCloud, PictureError> {
    let blob = stored(pool, media, scope, task_id, Which::Url(url))
        .await?
        .blob;
    let facts = media.clouds.facts(blob, url).await;
    let facts = facts.map_err(|error| PictureError::Media {
        url: url.to_owned(),
        error,
    })?;
    let images = facts.info.images.iter();
    let photos: Vec<String> = images
        .filter(|image| domain::annotations::is_storable(&image.image_url))
        .map(|image| image.image_url.clone())
        .collect();
    if !photos.is_empty() {
        store::attachments::name_files(pool, scope, task_id, &photos).await?;
    }
    Ok(StoredCloud { blob, facts })
}
