//! What the server says of an edited response before it is saved.

use domain::TaskId;
use domain::response_check::{Change, Finding};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// What is wrong with an edited response, what it changes and how it looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixReview {
    pub findings: Vec<Finding>,
    /// Against the present response.
    pub changes: Vec<Change>,
    /// Absent for tasks without an image, and for text that is no JSON.
    pub drawing: Option<FixDrawing>,
    /// Why there is no drawing where one is expected.
    pub not_drawn: Option<String>,
}

/// The annotations before and after, as SVG over the image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FixDrawing {
    /// Width and height of the image in pixels.
    pub size: (u32, u32),
    pub before: String,
    pub after: String,
}

/// Checks `text` as the response of a task, compares it with the present one and draws both.
/// Nothing is saved.
#[server(input = Json)]
pub async fn review_fix(task_id: TaskId, text: String) -> Result<FixReview, AppError> {
    use crate::pictures::stored;
    use domain::response_check::{check_response, response_diff};
    use store::attachments::{Which, drawing_source};

    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let (state, scope) = (crate::state::state(), viewer.scope());
    let source = drawing_source(&state.pool, scope, task_id).await?;
    let cover = stored(&state.pool, &state.media, scope, task_id, Which::Cover).await;
    let size = cover
        .ok()
        .and_then(|cover| cover.file.pixels)
        .map(|(width, height)| (width.unsigned_abs(), height.unsigned_abs()));
    let findings = check_response(source.task_type, &source.params, &text, size);
    let Ok(edited) = serde_json::from_str(&text) else {
        return Ok(FixReview {
            findings,
            changes: Vec::new(),
            drawing: None,
            not_drawn: None,
        });
    };
    let changes = response_diff(&source.response, &edited);
    let (drawing, not_drawn) = match size {
        None => (None, None),
        Some(size) => match drawn(&state, scope, task_id, source, edited, size).await {
            Ok(drawing) => (Some(drawing), None),
            Err(error) => (None, Some(error.to_string())),
        },
    };
    Ok(FixReview {
        findings,
        changes,
        drawing,
        not_drawn,
    })
}

#[cfg(feature = "ssr")]
async fn drawn(
    state: &crate::state::AppState,
    scope: store::Scope,
    task_id: TaskId,
    present: store::attachments::DrawingSource,
    edited: serde_json::Value,
    size: (u32, u32),
) -> Result<FixDrawing, crate::pictures::PictureError> {
    use crate::pictures::{DrawingOptions, drawing_of};
    use store::attachments::DrawingSource;

    let (pool, media) = (&state.pool, &state.media);
    let whole = DrawingOptions::default();
    let before = drawing_of(pool, media, scope, task_id, &present, size, &whole).await?;
    let edited = DrawingSource {
        response: edited,
        ..present
    };
    let after = drawing_of(pool, media, scope, task_id, &edited, size, &whole).await?;
    Ok(FixDrawing {
        size,
        before: before.svg,
        after: after.svg,
    })
}
