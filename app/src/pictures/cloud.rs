//! The points of a task's lidar frame.

use domain::TaskId;
use domain::lidar::edit::{Fitted, Heading};
use domain::lidar::{CloudFacts, Cuboid};
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
    let facts = media.of_team(scope.team_id).clouds.facts(blob, url).await;
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

/// How many of all points of the frame `url` are inside a cuboid, also of those that no browser has.
///
/// # Errors
/// Those of [`cloud`].
pub async fn points_inside(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    (task_id, url): (TaskId, &str),
    cuboid: &Cuboid,
) -> Result<u64, PictureError> {
    let file = stored(pool, media, scope, task_id, Which::Url(url)).await?;
    let clouds = media.of_team(scope.team_id).clouds;
    let counted = clouds.points_inside(file.blob, url, cuboid).await;
    counted.map_err(|error| PictureError::Media {
        url: url.to_owned(),
        error,
    })
}

/// A rough cuboid fitted to all points of the frame `url` in it; `None` where they are too few.
///
/// # Errors
/// Those of [`cloud`].
pub async fn fitted(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    (task_id, url): (TaskId, &str),
    rough: (Cuboid, Heading),
) -> Result<Option<Fitted>, PictureError> {
    let file = stored(pool, media, scope, task_id, Which::Url(url)).await?;
    let clouds = media.of_team(scope.team_id).clouds;
    let fitted = clouds.fitted(file.blob, url, rough).await;
    fitted.map_err(|error| PictureError::Media {
        url: url.to_owned(),
        error,
    })
}
