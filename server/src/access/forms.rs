//! What the plain forms have in common.

use app::access::FailedForm;
use app::state::AppState;
use app::viewer::{ClientAddress, Viewer};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use store::accounts::{Origin, token_hash};

use super::cookie;
use crate::pages;

/// Answers a form that failed with its page: at the address that the form was sent to, filled in,
/// with what was wrong.
pub async fn form_again(
    state: &AppState,
    address: String,
    status: StatusCode,
    failed: FailedForm,
    viewer: Option<Viewer>,
) -> Response {
    let mut request = Request::new(Body::empty());
    match address.parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    }
    request.extensions_mut().insert(failed);
    if let Some(viewer) = viewer {
        request.extensions_mut().insert(viewer);
    }
    let mut page = pages::render(state, request).await;
    *page.status_mut() = status;
    page
}

/// What a new session keeps of the request that began it.
pub fn origin(headers: &HeaderMap, ClientAddress(address): ClientAddress) -> Origin {
    let user_agent = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    Origin {
        user_agent,
        address,
        device: cookie::device_token(headers).map(token_hash),
    }
}
