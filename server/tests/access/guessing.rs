//! Strangers who guess passwords lock nobody out.

use axum::body::Body;
use axum::http::header::SET_COOKIE;
use axum::http::{Method, Response, StatusCode};
use domain::Role;
use sqlx::PgPool;

use crate::site::{NETWORK, PASSWORD, Site, form};

const STRANGE: &str = "203.0.113.9";

async fn log_in(site: &Site, network: &str, cookie: &str, password: &str) -> Response<Body> {
    let form = form(&[("email", "ana@example.com"), ("password", password)]);
    let headers = [
        ("cookie", cookie),
        ("origin", "https://tasks.example.com"),
        ("accept", "text/html"),
    ];
    site.open(network, Method::POST, "/login", &headers, &form)
        .await
}

fn set_cookies(response: &Response<Body>) -> Vec<&str> {
    let all = response.headers().get_all(SET_COOKIE);
    all.iter().map(|cookie| cookie.to_str().unwrap()).collect()
}

/// The cookie by which the browser that just logged in is known.
fn device(response: &Response<Body>) -> String {
    let cookies = set_cookies(response);
    let device = cookies
        .iter()
        .find(|cookie| cookie.starts_with("tasklens_device="));
    device.unwrap().split(';').next().unwrap().to_owned()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn after_fifty_wrong_logins_of_a_stranger_the_person_still_logs_in(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let device = device(&log_in(&site, NETWORK, "", PASSWORD).await);
    for round in 0..50 {
        let answer = log_in(&site, STRANGE, "", "a wrong password").await;
        let expected = if round < 10 {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(answer.status(), expected, "{round}");
    }
    let refused = log_in(&site, STRANGE, "", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key("retry-after"));
    // In a browser that logged in before, even from the stranger's network; else from any other network.
    for (network, cookie) in [(STRANGE, &*device), (NETWORK, ""), ("198.51.100.7", "")] {
        let answer = log_in(&site, network, cookie, PASSWORD).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{network}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_browser_is_known_by_a_cookie_for_logins_that_scripts_cannot_read(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let first = log_in(&site, NETWORK, "", PASSWORD).await;
    let cookies = set_cookies(&first);
    let known = cookies
        .iter()
        .find(|cookie| cookie.starts_with("tasklens_device="));
    for part in [
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Path=/login",
        "Max-Age=34560000",
    ] {
        assert!(
            known.unwrap().split("; ").any(|is| is == part),
            "{part}: {known:?}"
        );
    }
    // It stays the same at the next login.
    let again = log_in(&site, NETWORK, &device(&first), PASSWORD).await;
    assert_eq!(set_cookies(&again).len(), 1);
    // One that we did not give is not taken over.
    let planted = log_in(&site, NETWORK, "tasklens_device=planted", PASSWORD).await;
    assert_ne!(device(&planted), "tasklens_device=planted");
    // A wrong login makes nobody known.
    let wrong = log_in(&site, NETWORK, "", "a wrong password").await;
    assert!(set_cookies(&wrong).is_empty());
}
