//! The points of a task's lidar frame.

use domain::TaskId;
use media::CloudFrame;
use store::attachments::Which;
use store::{PgPool, Scope};

use super::{Media, PictureError, stored};

/// The tile of a lidar frame that the task names `url`. The photos that the frame tells of become
/// files of the task.
///
/// # Errors
/// Those of [`stored`], and [`PictureError::Media`] where the file is no lidar frame.
pub async fn cloud(
    pool: &PgPool,
    media: &Media,
    scope: Scope,
    task_id: TaskId,
    url: &str,
) -> Result<CloudFrame, PictureError> {
    let file = stored(pool, media, scope, task_id, Which::Url(url)).await?;
    let frame = media.clouds.frame(file.blob, url).await;
    let frame = frame.map_err(|error| PictureError::Media {
        url: url.to_owned(),
        error,
    })?;
    let images = frame.facts.info.images.iter();
    let photos: Vec<String> = images
        .filter(|image| domain::annotations::is_storable(&image.image_url))
        .map(|image| image.image_url.clone())
        .collect();
    if !photos.is_empty() {
        store::attachments::name_files(pool, scope, task_id, &photos).await?;
    }
    Ok(frame)
}
