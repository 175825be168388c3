//! The session cookie.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

const NAME: &str = "tasklens_session";
/// As long as the session itself lasts.
const THIRTY_DAYS_S: u32 = 30 * 24 * 60 * 60;

/// The session token that a browser presents.
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|pairs| pairs.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}

/// Tells the browser to present `token` from now on: never to scripts, never with another site's
/// requests except when a link is followed, and only by TLS where the site has it.
pub fn keep(token: &str, is_https: bool) -> HeaderValue {
    set(token, THIRTY_DAYS_S, is_https)
}

/// Tells the browser to forget its token.
pub fn forget(is_https: bool) -> HeaderValue {
    set("", 0, is_https)
}

fn set(token: &str, max_age_s: u32, is_https: bool) -> HeaderValue {
    let secure = if is_https { "; Secure" } else { "" };
    let text =
        format!("{NAME}={token}; Path=/; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("tokens are base64url, which headers take")
}
