//! The cookies of sessions, and of browsers that are known.

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::AppendHeaders;
use store::accounts::LoggedIn;

const SESSION: &str = "tasklens_session";
/// Says that somebody logged in in this browser before; see `store::accounts::log_in`.
const DEVICE: &str = "tasklens_device";
/// As long as the session itself lasts.
const THIRTY_DAYS_S: u32 = 30 * 24 * 60 * 60;

/// The longest that browsers keep a cookie; the server forgets sooner.
const FOUR_HUNDRED_DAYS_S: u32 = 400 * 24 * 60 * 60;

/// The session token that a browser presents.
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    token(headers, SESSION)
}

/// The token by which a browser says that it is known.
pub fn device_token(headers: &HeaderMap) -> Option<&str> {
    token(headers, DEVICE)
}

fn token<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|pairs| pairs.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

/// Tells the browser what a login made: to present the session's token from now on, and that it is
/// known, at logins only. Never to scripts, never with another site's requests except when a link is
/// followed, and only by TLS where the site has it.
pub fn keep(logged_in: &LoggedIn, is_https: bool) -> AppendHeaders<Vec<(HeaderName, HeaderValue)>> {
    let session = logged_in.session.as_str();
    let mut cookies = vec![set(SESSION, session, "/", THIRTY_DAYS_S, is_https)];
    if let Some(device) = &logged_in.device {
        let device = device.as_str();
        cookies.push(set(DEVICE, device, "/login", FOUR_HUNDRED_DAYS_S, is_https));
    }
    AppendHeaders(
        cookies
            .into_iter()
            .map(|cookie| (SET_COOKIE, cookie))
            .collect(),
    )
}

/// Tells the browser to forget its session. It stays known.
pub fn forget(is_https: bool) -> HeaderValue {
    set(SESSION, "", "/", 0, is_https)
}

fn set(name: &str, token: &str, path: &str, max_age_s: u32, is_https: bool) -> HeaderValue {
    let secure = if is_https { "; Secure" } else { "" };
    let text =
        format!("{name}={token}; Path={path}; Max-Age={max_age_s}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).expect("tokens are base64url, which headers take")
}
