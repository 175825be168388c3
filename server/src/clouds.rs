//! `/media/tasks/{task_id}/cloud.tile`: the points of lidar frames, for who may see the task.

use app::Viewer;
use app::pictures::{PictureError, cloud, stored};
use app::state::AppState;
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use media::{Clouds, Coding, GetRange, MediaError};
use serde::Deserialize;
use store::attachments::Which;

use crate::pictures::{kept, single_range};
use crate::refused::{Refused, task_id};

#[derive(Deserialize)]
pub struct CloudQuery {
    /// As the task spells it.
    url: String,
    /// Of a large cloud: from which byte of the tiles of its chunks…
    from: Option<u64>,
    /// …and up to which; both are in the frame's facts.
    to: Option<u64>,
}

/// The points of a lidar frame, as `pointcloud::tile` lays them out: all of them, or between `from`
/// and `to` the tiles of some chunks. Packed as the browser takes it, and not sent again to who has
/// it already; a `Range` is one of the bytes that are not packed.
pub async fn tile(
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    Path(task): Path<String>,
    Query(CloudQuery { url, from, to }): Query<CloudQuery>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let (scope, task) = (viewer.scope(), task_id(&task)?);
    let (pool, media) = (&state.pool, &state.media.of_team(viewer.team_id));
    let blob = stored(pool, media, scope, task, Which::Url(&url))
        .await?
        .blob;
    let range = text(&headers, &header::RANGE).and_then(single_range);
    let coding = match range {
        Some(_) => None,
        None => text(&headers, &header::ACCEPT_ENCODING).and_then(Coding::accepted),
    };
    let part = match (from, to) {
        (None, None) => None,
        (from, to) => Some(from.unwrap_or_default()..to.unwrap_or(u64::MAX)),
    };
    let tag = tag(&Clouds::version(blob, &url), part.as_ref(), coding);
    if text(&headers, &header::IF_NONE_MATCH).is_some_and(|had| names(had, &tag)) {
        return Ok(tagged(StatusCode::NOT_MODIFIED, Bytes::new(), &tag));
    }
    let about = |error: MediaError| PictureError::Media {
        url: url.clone(),
        error,
    };
    let bytes = if let Some(part) = part {
        media.clouds.part(blob, &url, part, coding).await
    } else {
        // What comes of it is wanted, not what it tells.
        cloud(pool, media, scope, task, &url).await?;
        media.clouds.tile(blob, &url, coding).await
    };
    let bytes = bytes.map_err(about)?;
    // A range of what somebody has of another version would not fit it.
    let is_theirs = text(&headers, &header::IF_RANGE).is_none_or(|had| had == tag);
    let Some(range) = range.filter(|_| is_theirs) else {
        let mut response = tagged(StatusCode::OK, bytes, &tag);
        if let Some(coding) = coding {
            let name = HeaderValue::from_static(coding.name());
            response
                .headers_mut()
                .insert(header::CONTENT_ENCODING, name);
        }
        return Ok(response);
    };
    let size = bytes.len() as u64;
    let (first, end) = match &range {
        GetRange::Bounded(range) => (range.start, range.end.min(size)),
        GetRange::Offset(first) => (*first, size),
        GetRange::Suffix(length) => (size.saturating_sub(*length), size),
    };
    if first >= end {
        let asked = range.to_string();
        return Err(about(MediaError::RangeOutside { asked, size }).into());
    }
    let cut = bytes.slice(first as usize..end as usize);
    let mut response = tagged(StatusCode::PARTIAL_CONTENT, cut, &tag);
    if let Ok(told) = HeaderValue::from_str(&format!("bytes {first}-{}/{size}", end - 1)) {
        response.headers_mut().insert(header::CONTENT_RANGE, told);
    }
    Ok(response)
}

/// A strong tag: each packing is other bytes (RFC 9110, section 8.8.3).
fn tag(version: &str, part: Option<&std::ops::Range<u64>>, coding: Option<Coding>) -> String {
    let part = part.map_or(String::new(), |part| {
        format!(".{}-{}", part.start, part.end)
    });
    let coding = coding.map_or("", Coding::name);
    format!("\"{version}{part}.{coding}\"")
}

/// Whether a list of `If-None-Match` names a tag.
fn names(list: &str, tag: &str) -> bool {
    list.split(',')
        .map(str::trim)
        .any(|had| had == "*" || had.strip_prefix("W/").unwrap_or(had) == tag)
}

fn tagged(status: StatusCode, body: Bytes, tag: &str) -> Response {
    let mut response = kept("application/octet-stream", body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(
        header::VARY,
        HeaderValue::from_static("accept-encoding, cookie"),
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_packing_has_a_tag_of_its_own() {
        let whole = tag("a.2", None, None);
        assert_ne!(whole, tag("a.2", None, Some(Coding::Zstd)));
        assert_ne!(whole, tag("a.2", Some(&(0..9)), None));
        assert!(names(&format!("\"x\", W/{whole}"), &whole));
        assert!(names("*", &whole));
        assert!(!names("\"a.2\"", &whole));
    }
}
