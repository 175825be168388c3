//! How large a request's body may be, by address: as large as its largest honest use.

use app::AppError;
use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::router::BODY_LIMIT;

/// Bytes of a call of the API unless it brings a task or a response.
pub const API_CALL: usize = 1 << 20;

/// Bytes of the parameters of a project: its taxonomy and instruction.
pub const PROJECT_PARAMS: usize = 1 << 20;

/// The same as JSON text in JSON text, which has a backslash before each quote.
const QUOTED_PARAMS: usize = 2 * PROJECT_PARAMS;

/// Bytes of a call of a server function, unless it is in [`CALLS`]: a filter of the longest names
/// fits three times.
const USUAL_CALL: usize = 1 << 20;

/// The server functions that take more, by name.
const CALLS: &[(&str, usize)] = &[
    // A corrected response.
    ("audit_task", BODY_LIMIT),
    ("happened_since", BODY_LIMIT),
    ("review_fix", BODY_LIMIT),
    ("change_project", QUOTED_PARAMS),
];

/// Bytes of a call of the server function at `path`, whose name is followed by a number.
pub fn of_call(path: &str) -> usize {
    let name = path.strip_prefix("/api/").unwrap_or(path);
    let name = name.trim_end_matches(|char: char| char.is_ascii_digit());
    CALLS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(USUAL_CALL, |(_, bytes)| *bytes)
}

/// The limit of a request, for messages.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimit(pub usize);

/// Limits the bodies of what the layer is around.
pub async fn limit(State(bytes): State<usize>, mut request: Request, next: Next) -> Response {
    set(&mut request, bytes);
    next.run(request).await
}

/// Limits the bodies of server functions; a length that is told and too large is refused at once.
pub async fn limit_calls(mut request: Request, next: Next) -> Response {
    let bytes = of_call(request.uri().path());
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| length > bytes as u64) {
        let message = format!("the request has more than {} MiB; send less", bytes >> 20);
        let error = AppError::TooLarge(message);
        return (StatusCode::PAYLOAD_TOO_LARGE, Json(error)).into_response();
    }
    set(&mut request, bytes);
    next.run(request).await
}

fn set(request: &mut Request, bytes: usize) {
    DefaultBodyLimit::max(bytes).apply(request);
    request.extensions_mut().insert(BodyLimit(bytes));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_server_functions_that_bring_responses_take_large_bodies() {
        assert_eq!(of_call("/api/review_fix1745063"), BODY_LIMIT);
        assert_eq!(of_call("/api/change_project998"), QUOTED_PARAMS);
        assert_eq!(of_call("/api/open_list12"), USUAL_CALL);
        assert_eq!(of_call("/tasks"), USUAL_CALL);
    }

    #[test]
    fn every_limit_of_a_call_belongs_to_a_server_function() {
        for (name, _) in CALLS {
            let mut paths = leptos::server_fn::axum::server_fn_paths();
            assert!(
                paths.any(|(path, _)| of_call(path) != USUAL_CALL && path.contains(name)),
                "{name}"
            );
        }
    }
}
