//! Changes are made only at the request of our own pages.

use app::AppError;
use app::state::AppState;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use leptos::server_fn::error::FromServerFnError;

use super::cookie;

/// Refuses what another site made a browser send. GET and HEAD change nothing and pass.
pub async fn refuse_foreign_changes(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let is_safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if is_safe || is_ours(request.headers(), &state.site.base_url) {
        return next.run(request).await;
    }
    let why = format!(
        "another site asked for this change, so it was not made; open {} and try again. Where that \
         is not the address in your browser, whoever runs this server must set --base-url to it",
        state.site.base_url
    );
    tracing::warn!(
        origin = ?request.headers().get(ORIGIN),
        base_url = state.site.base_url,
        "refused a change that another site asked for"
    );
    let mut response = (StatusCode::FORBIDDEN, why.clone()).into_response();
    if request.uri().path().starts_with("/api/") {
        // The caller is a server function's and reads its own kind of error.
        response = (
            StatusCode::FORBIDDEN,
            [(CONTENT_TYPE, "application/json")],
            AppError::Forbidden(why).ser(),
        )
            .into_response();
    }
    response
}

/// What browsers say themselves, and scripts cannot: `Sec-Fetch-Site`, which is sent over TLS and
/// to localhost, else `Origin`, which every POST of a browser has carried since 2020. A program
/// sends neither; it is not a browser that another site can misuse unless it carries our cookie.
fn is_ours(headers: &HeaderMap, base_url: &str) -> bool {
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or(""));
    if let Some(site) = header("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = header(ORIGIN.as_str()) else {
        return cookie::session_token(headers).is_none();
    };
    let host_asked = origin.split_once("://").map(|(_, host)| host);
    origin.eq_ignore_ascii_case(base_url)
        || (host_asked.is_some() && host_asked == header(HOST.as_str()))
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::is_ours;

    fn ours(headers: &[(&'static str, &'static str)]) -> bool {
        let headers: HeaderMap = headers
            .iter()
            .map(|&(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect();
        is_ours(&headers, "https://tasks.example.com")
    }

    #[test]
    fn the_browser_says_whose_page_asked() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(!ours(&[("sec-fetch-site", "cross-site")]));
        assert!(!ours(&[("sec-fetch-site", "same-site")]));
        let contradiction = [
            ("sec-fetch-site", "cross-site"),
            ("origin", "https://tasks.example.com"),
        ];
        assert!(!ours(&contradiction));
    }

    #[test]
    fn an_origin_is_ours_by_the_base_url_or_the_host() {
        assert!(ours(&[("origin", "https://tasks.example.com")]));
        let by_address = [
            ("origin", "http://10.0.0.7:8400"),
            ("host", "10.0.0.7:8400"),
        ];
        assert!(ours(&by_address));
        let other = [
            ("origin", "https://evil.example"),
            ("host", "tasks.example.com"),
        ];
        assert!(!ours(&other));
        assert!(!ours(&[("origin", "null"), ("host", "tasks.example.com")]));
        assert!(!ours(&[("origin", "null")]));
    }

    #[test]
    fn a_program_passes_without_our_cookie_only() {
        assert!(ours(&[]));
        assert!(!ours(&[("cookie", "theme=dark; tasklens_session=abc")]));
    }
}
