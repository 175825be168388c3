//! What is answered.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A JSON text.
#[derive(Debug)]
pub struct Answer(pub String);

impl Answer {
    /// An array of JSON texts.
    pub fn array(texts: &[String]) -> Self {
        Self(format!("[{}]", texts.join(",")))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
