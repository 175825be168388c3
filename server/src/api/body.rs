//! The JSON that a request carries.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use domain::json_text::check_size;
use domain::record::Checker;

use super::error::{ApiError, Result};
use crate::body_limits::BodyLimit;
use crate::router::BODY_LIMIT;

/// The text of a body; empty where none was sent. Clients send none for what Python finds empty:
/// `{}`, `[]`, `None`.
#[derive(Debug)]
pub struct Body(String);

impl Body {
    /// Bytes of its text.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// As a JSON object; none counts as `{}`.
    pub fn object(&self) -> &str {
        self.or("{}")
    }

    /// As a JSON object whose insides can be read by others too; none counts as `{}`.
    pub fn sound_object(&self) -> Result<&str> {
        let text = self.object();
        check_size(text).map_err(|error| ApiError::invalid(format!("`body` {error}")))?;
        let sound: Result<serde_json::Map<String, serde_json::Value>, _> =
            serde_json::from_str(text);
        match sound {
            Ok(_) => Ok(text),
            Err(error) => Err(ApiError::invalid(format!(
                "`body` is not a JSON object ({error}); send one like {{…}}"
            ))),
        }
    }

    /// The fields of the object, to be read one after the other.
    pub fn fields(&self) -> Result<Checker<'_>> {
        Ok(Checker::body(self.object())?)
    }

    /// Texts in an array; none counts as `[]`.
    pub fn texts(&self) -> Result<Vec<String>> {
        let texts: Vec<String> = serde_json::from_str(self.or("[]")).map_err(|error| {
            ApiError::invalid(format!(
                "`body` is not an array of texts ({error}); send one like [\"night\", \"rain\"]"
            ))
        })?;
        if texts.iter().any(|text| text.contains('\0')) {
            return Err(ApiError::invalid(
                "`body` holds the character U+0000; leave it out",
            ));
        }
        Ok(texts)
    }

    fn or<'a>(&'a self, none: &'a str) -> &'a str {
        if self.0.trim().is_empty() {
            none
        } else {
            &self.0
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self> {
        let told = request.headers().get(header::CONTENT_TYPE);
        let is_json = told.is_none_or(|told| told.to_str().is_ok_and(is_json));
        let told = told.cloned();
        let limit = request.extensions().get::<BodyLimit>().copied();
        let limit = limit.map_or(BODY_LIMIT, |BodyLimit(bytes)| bytes);
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| unread(rejection.status(), limit))?;
        if !is_json && !bytes.is_empty() {
            return Err(ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                format!(
                    "the header `Content-Type` is {told:?}; send JSON with Content-Type: \
                     application/json",
                    told = told.unwrap_or(header::HeaderValue::from_static(""))
                ),
            ));
        }
        String::from_utf8(bytes.into()).map(Self).map_err(|_| {
            ApiError::invalid("`body` is not UTF-8; send JSON, which is always in UTF-8")
        })
    }
}

fn is_json(told: &str) -> bool {
    let mime = told.split(';').next().unwrap_or(told).trim();
    mime.eq_ignore_ascii_case("application/json") || mime.to_ascii_lowercase().ends_with("+json")
}

fn unread(status: StatusCode, limit: usize) -> ApiError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return ApiError::new(
            status,
            format!(
                "`body` has more than {} MiB; put large data into files, and send their addresses",
                limit >> 20
            ),
        );
    }
    ApiError::new(status, "`body` broke off before its end; send it again")
}
