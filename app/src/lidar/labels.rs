//! The labels of single points, from the answer to a `lidarsegmentation` task.

use domain::TaskId;
use domain::lidar::PointLabels;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use crate::AppError;

/// What the points of a frame, from 0 and at `url` as the task spells it, are labelled as in the
/// current response; `None` where it has no labels of points.
#[server(input = Json)]
pub async fn labels_of_points(
    task_id: TaskId,
    frame: u32,
    url: String,
) -> Result<Option<PointLabels>, AppError> {
    use crate::pictures::{PictureError, stored};
    use store::attachments::Which;

    let scope = crate::viewer::viewer().await?.scope();
    let crate::state::AppState { pool, media, .. } = crate::state::state();
    let loaded = store::task_detail::load(&pool, scope, task_id).await?;
    let Some(info) = loaded.detail.responses.last() else {
        return Ok(None);
    };
    let text = store::task_detail::response(&pool, scope, task_id, info.number).await?;
    let labels_url = store::off_worker(text.len(), move |_| {
        let response: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let url = response["point_segmentations"]["url"].as_str();
        url.map(str::to_owned)
    });
    let Some(labels_url) = labels_url.await? else {
        return Ok(None);
    };
    let told = |error: &dyn std::fmt::Display| {
        AppError::Invalid(format!(
            "The labels in `{labels_url}` cannot be read: {error}."
        ))
    };
    let file = match stored(&pool, &media, scope, task_id, Which::Url(&labels_url)).await {
        Ok(file) => file,
        Err(PictureError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(told(&error)),
    };
    let points = match stored(&pool, &media, scope, task_id, Which::Url(&url)).await {
        Ok(points) => points,
        Err(PictureError::Store(error)) => return Err(error.into()),
        Err(error) => return Err(told(&error)),
    };
    let clouds = media.of_team(scope.team_id).clouds;
    let labels = clouds
        .labels_of(file.blob, frame, (points.blob, &url))
        .await;
    Ok(Some(labels.map_err(|error| told(&error))?))
}
