//! `/media/tasks/{task_id}/…`: the pictures and files of tasks, for who may see the task.

use app::Viewer;
use app::pictures::{Drawing, DrawingOptions, MaskDetail, PictureError, drawing, stored};
use app::state::AppState;
use axum::body::Body;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use media::{GetRange, Original, PictureKind};
use serde::Deserialize;
use store::attachments::Which;

use crate::clouds;
use crate::refused::{Refused, task_id};

/// Addresses carry the response's number (`?v=`), so what they show does not change; only this
/// reader's browser may keep it.
const KEEP: HeaderValue = HeaderValue::from_static("private, max-age=86400");

pub fn routes() -> Router<AppState> {
    Router::new()
        .route("/media/tasks/{task_id}/row", get(row))
        .route("/media/tasks/{task_id}/tile", get(tile))
        .route("/media/tasks/{task_id}/preview", get(preview))
        .route("/media/tasks/{task_id}/original", get(original))
        .route("/media/tasks/{task_id}/overlay.svg", get(overlay))
        .route("/media/tasks/{task_id}/file", get(file))
        .route("/media/tasks/{task_id}/cloud.tile", get(clouds::tile))
}

async fn row(
    state: State<AppState>,
    viewer: Extension<Viewer>,
    task: Path<String>,
) -> Result<Response, Refused> {
    picture(&state, &viewer, &task, PictureKind::Row).await
}

async fn tile(
    state: State<AppState>,
    viewer: Extension<Viewer>,
    task: Path<String>,
) -> Result<Response, Refused> {
    picture(&state, &viewer, &task, PictureKind::Tile).await
}

async fn preview(
    state: State<AppState>,
    viewer: Extension<Viewer>,
    task: Path<String>,
) -> Result<Response, Refused> {
    picture(&state, &viewer, &task, PictureKind::Preview).await
}

async fn picture(
    state: &AppState,
    viewer: &Viewer,
    task: &str,
    kind: PictureKind,
) -> Result<Response, Refused> {
    let cover = stored(
        &state.pool,
        &state.media,
        viewer.scope(),
        task_id(task)?,
        Which::Cover,
    )
    .await?;
    let picture = state
        .media
        .of_team(viewer.team_id)
        .pictures
        .picture(cover.blob, kind)
        .await;
    let picture = picture.map_err(|error| PictureError::Media {
        url: cover.url,
        error,
    })?;
    Ok(kept(picture.mime, picture.bytes.into()))
}

/// The cover in full size, in a format that browsers show.
async fn original(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let cover = stored(
        &state.pool,
        &state.media,
        viewer.scope(),
        task_id(&task)?,
        Which::Cover,
    )
    .await?;
    let original = state
        .media
        .of_team(viewer.team_id)
        .pictures
        .original(cover.blob)
        .await;
    match original.map_err(|error| PictureError::Media {
        url: cover.url.clone(),
        error,
    })? {
        Original::Converted(picture) => Ok(kept(picture.mime, picture.bytes.into())),
        Original::AsStored { mime } => send(&state, cover.blob, &cover.url, mime, &headers).await,
    }
}

async fn overlay(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Refused> {
    let options = drawing_options(&query.unwrap_or_default());
    let Drawing { svg, .. } = drawing(
        &state.pool,
        &state.media,
        viewer.scope(),
        task_id(&task)?,
        &options,
    )
    .await?;
    Ok(kept("image/svg+xml", svg.into()))
}

/// `hide={label}`, any number of times, and `detail=full`.
fn drawing_options(query: &str) -> DrawingOptions {
    let mut options = DrawingOptions::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match (&*name, &*value) {
            ("hide", label) => options.hidden.push(label.to_owned()),
            ("detail", "full") => options.detail = MaskDetail::Full,
            _ => {}
        }
    }
    options
}

#[derive(Deserialize)]
struct FileQuery {
    /// As the task spells it.
    url: String,
}

async fn file(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    Query(FileQuery { url }): Query<FileQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let found = stored(
        &state.pool,
        &state.media,
        viewer.scope(),
        task_id(&task)?,
        Which::Url(&url),
    )
    .await?;
    send(&state, found.blob, &found.url, &found.file.mime, &headers).await
}

/// Streams a blob, or the range of it that was asked for. What a file may do in a browser is
/// nothing: scripts in it never run.
async fn send(
    state: &AppState,
    blob: media::BlobId,
    url: &str,
    mime: &str,
    headers: &HeaderMap,
) -> Result<Response, Refused> {
    let range = headers
        .get(header::RANGE)
        .and_then(|value| value.to_str().ok())
        .and_then(single_range);
    let is_part = range.is_some();
    let read = state.media.blobs.read(blob, range).await;
    let read = read.map_err(|error| PictureError::Media {
        url: url.to_owned(),
        error,
    })?;
    let length = read.range.end - read.range.start;
    let mut response = kept(mime, Body::from_stream(read.stream));
    let answer = response.headers_mut();
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(header::CONTENT_LENGTH, length.into());
    answer.insert(header::CONTENT_SECURITY_POLICY, file_policy(mime));
    if is_part {
        let text = format!(
            "bytes {}-{}/{}",
            read.range.start,
            read.range.end.saturating_sub(1),
            read.size
        );
        if let Ok(value) = HeaderValue::from_str(&text) {
            answer.insert(header::CONTENT_RANGE, value);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// Browsers refuse to show a PDF inside a sandbox. Their viewers run it apart from the page, and
/// scripts in it see nothing of ours.
const fn file_policy(mime: &str) -> HeaderValue {
    HeaderValue::from_static(if matches!(mime.as_bytes(), b"application/pdf") {
        "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    } else {
        "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
    })
}

/// `bytes=A-B`, `bytes=A-` and `bytes=-N` (RFC 9110, section 14.1.2); several ranges are answered
/// with the whole, as the RFC allows.
pub fn single_range(value: &str) -> Option<GetRange> {
    let (first, last) = value.strip_prefix("bytes=")?.split_once('-')?;
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => {
            Some(GetRange::Bounded(first..last.checked_add(1)?))
        }
        (Ok(first), Err(_)) if last.is_empty() => Some(GetRange::Offset(first)),
        (Err(_), Ok(length)) if first.is_empty() => Some(GetRange::Suffix(length)),
        _ => None,
    }
}

pub fn kept(mime: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, KEEP);
    let mime =
        HeaderValue::from_str(mime).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, mime);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_leaves_out_every_label_that_is_named() {
        let options = drawing_options("v=2&hide=Car&hide=traffic%20light&detail=full");
        assert_eq!(options.hidden, ["Car", "traffic light"]);
        assert_eq!(options.detail, MaskDetail::Full);
    }

    #[test]
    fn one_range_is_read_and_anything_else_means_the_whole() {
        assert_eq!(single_range("bytes=0-99"), Some(GetRange::Bounded(0..100)));
        assert_eq!(single_range("bytes=100-"), Some(GetRange::Offset(100)));
        assert_eq!(single_range("bytes=-5"), Some(GetRange::Suffix(5)));
        for other in [
            "bytes=9-1",
            "bytes=0-1,5-6",
            "items=0-1",
            "bytes=-",
            "bytes=a-b",
            "",
        ] {
            assert_eq!(single_range(other), None, "{other}");
        }
    }
}
