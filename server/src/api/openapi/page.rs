//! The document, and Swagger UI to browse and try it: needs no key to be read.

use std::sync::Arc;

use app::state::AppState;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Request};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use utoipa::openapi::OpenApi;
use utoipa_swagger_ui::{Config, Url};

use super::document::complete;
use crate::api::routes::unknown;

/// Everything comes from us, and asks nobody but us.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; \
    form-action 'none'";

const PAGE: &str = include_str!("page.html");

/// `/openapi.json`, and the page at `/docs/`.
pub fn routes(mut document: OpenApi) -> Router<AppState> {
    complete(&mut document);
    let text = serde_json::to_vec(&document).expect("a document's keys are texts");
    let text = Bytes::from(text);
    let config = Config::new([Url::from("/v1/openapi.json")])
        .use_base_layout()
        .doc_expansion("list")
        .default_models_expand_depth(0)
        .validator_url("none");
    let config = Arc::new(config);
    Router::new()
        .route("/openapi.json", get(|| async move { json(text) }))
        .route("/docs", get(|| async { Redirect::permanent("/v1/docs/") }))
        .route("/docs/", get(|| async { ([policy()], Html(PAGE)) }))
        .route(
            "/docs/{file}",
            get(|Path(name): Path<String>, request: Request| async move {
                match file(&name, config) {
                    Some(file) => file,
                    None => unknown(request).await.into_response(),
                }
            }),
        )
}

fn json(text: Bytes) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (headers, text).into_response()
}

fn policy() -> (axum::http::HeaderName, &'static str) {
    (CONTENT_SECURITY_POLICY, POLICY)
}

/// A file of Swagger UI, packed where that is worth it: every browser takes gzip.
fn file(name: &str, config: Arc<Config<'static>>) -> Option<Response> {
    let file = utoipa_swagger_ui::serve(name, config).ok()??;
    let mut response = file.bytes.into_owned().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, file.content_type.parse().ok()?);
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=86400"),
    );
    if file.gzpipped {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}
