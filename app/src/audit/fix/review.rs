//! What the server says of an edited response before it is saved.

use domain::TaskId;
use domain::response_check::{Capped, Change, Findings};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// What is wrong with an edited response, what it changes and how it looks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixReview {
    pub findings: Findings,
    /// Against the present response.
    pub changes: Capped<Change>,
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
    let text_bytes = text.len();
    let checked = store::off_worker(text_bytes + source.bytes, move |stop| {
        let findings = check_response(source.task_type, &source.params, &text, size);
        let is_readable = !stop.is_set() && domain::json_text::check_size(&text).is_ok();
        let edited = is_readable
            .then(|| serde_json::from_str::<serde_json::Value>(&text).ok())
            .flatten();
        let changes = edited
            .as_ref()
            .map(|edited| response_diff(&source.response, edited));
        (source, findings, edited, changes.unwrap_or_default())
    });
    let (source, findings, edited, changes) = checked.await?;
    let (drawing, not_drawn) = match (edited, size) {
        (Some(edited), Some(size)) => {
            match drawn(&state, scope, task_id, source, (edited, text_bytes), size).await {
                Ok(drawing) => (Some(drawing), None),
                Err(error) => (None, Some(error.to_string())),
            }
        }
        _ => (None, None),
    };
    Ok(FixReview {
        findings,
        changes,
        drawing,
        not_drawn,
    })
}

/// The largest drawing that is sent, in bytes of SVG: browsers show no more shapes in time.
#[cfg(feature = "ssr")]
const MAX_DRAWING_BYTES: usize = 8 << 20;

/// Why there is no drawing.
#[cfg(feature = "ssr")]
#[derive(Debug, thiserror::Error)]
enum NotDrawn {
    #[error(transparent)]
    Picture(#[from] crate::pictures::PictureError),
    #[error("it has too many shapes to be shown here")]
    TooLarge,
}

#[cfg(feature = "ssr")]
async fn drawn(
    state: &crate::state::AppState,
    scope: store::Scope,
    task_id: TaskId,
    present: store::attachments::DrawingSource,
    (edited, text_bytes): (serde_json::Value, usize),
    size: (u32, u32),
) -> Result<FixDrawing, NotDrawn> {
    use crate::pictures::{DrawingOptions, drawing_of};
    use store::attachments::DrawingSource;

    let (pool, media) = (&state.pool, &state.media);
    let whole = DrawingOptions::default();
    let edited = DrawingSource {
        params: present.params.clone(),
        response: edited,
        bytes: text_bytes,
        ..present
    };
    let before = drawing_of(pool, media, scope, task_id, present, size, &whole).await?;
    let after = drawing_of(pool, media, scope, task_id, edited, size, &whole).await?;
    if before.svg.len() + after.svg.len() > MAX_DRAWING_BYTES {
        return Err(NotDrawn::TooLarge);
    }
    Ok(FixDrawing {
        size,
        before: before.svg,
        after: after.svg,
    })
}
