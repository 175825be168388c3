use axum::http::{Method, StatusCode};
use domain::Role;
use sqlx::PgPool;
use store::accounts;

use crate::site::{PASSWORD, Site, form};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_cookie_is_out_of_reach_of_scripts_and_other_sites(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let form = form(&[("email", "Ana@Example.com"), ("password", PASSWORD)]);
    let answer = site.post("/login?next=%2Fteam", "", &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header("location"), "/team");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("tasklens_session="), "{cookie}");
    for part in [
        "HttpOnly",
        "SameSite=Lax",
        "Secure",
        "Path=/",
        "Max-Age=2592000",
    ] {
        assert!(cookie.split("; ").any(|is| is == part), "{part}: {cookie}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn without_tls_the_cookie_does_not_ask_for_it(pool: PgPool) {
    let site = Site::at(pool, "http://127.0.0.1:8400").await;
    site.person("Street", "Ana", Role::Viewer).await;
    let form = form(&[("email", "ana@example.com"), ("password", PASSWORD)]);
    let answer = site.post("/login", "", &form).await;
    assert!(!answer.header("set-cookie").contains("Secure"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_login_never_leads_to_another_site(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let form = form(&[("email", "ana@example.com"), ("password", PASSWORD)]);
    let answer = site.post("/login?next=%2F%2Fevil.example", "", &form).await;
    assert_eq!(answer.header("location"), "/");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    for email in ["ana@example.com", "bob@example.com"] {
        let form = form(&[("email", email), ("password", "not the password")]);
        let answer = site.post("/login", "", &form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.text.contains("Email or password is wrong."));
        assert!(answer.text.contains(email), "the form forgot the address");
        assert!(!answer.text.contains("not the password"));
        assert_eq!(answer.header("set-cookie"), "");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn after_ten_failures_from_a_network_the_login_says_when_to_come_back(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let wrong = form(&[("email", "ana@example.com"), ("password", "guess")]);
    for _ in 0..10 {
        let answer = site.post("/login", "", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    let right = form(&[("email", "ana@example.com"), ("password", PASSWORD)]);
    let answer = site.post("/login", "", &right).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let wait: u32 = answer.header("retry-after").parse().unwrap();
    assert!((800..=900).contains(&wait), "{wait}");
    assert!(answer.text.contains("Try again in 15 minutes."));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_login_link_lets_in_once(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let token = accounts::new_login_link(&site.pool, "ana@example.com")
        .await
        .unwrap();
    let link = format!("/login/link?token={}", token.as_str());

    for guess in [
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-purpose", "preview"),
        ("x-moz", "prefetch"),
    ] {
        let guessed = site.ask(Method::GET, &link, &[guess], "").await;
        assert_eq!(guessed.status, StatusCode::SERVICE_UNAVAILABLE, "{guess:?}");
        assert_eq!(guessed.header("set-cookie"), "");
    }
    let asked = site.ask(Method::HEAD, &link, &[], "").await;
    assert_eq!(asked.status, StatusCode::OK);
    assert_eq!(asked.header("set-cookie"), "");

    let first = site.get(&link, "").await;
    assert_eq!(first.header("location"), "/");
    let page = site.get("/account", &first.cookie()).await;
    assert!(page.text.contains("ana@example.com"));

    let second = site.get(&link, "").await;
    assert_eq!(second.header("location"), "/login?link=spent");
    assert_eq!(second.header("set-cookie"), "");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn who_is_logged_out_expired_or_disabled_is_led_to_the_login(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Viewer).await;
    let is_out = async |cookie: &str| site.get("/account", cookie).await.status.is_redirection();

    let cookie = site.log_in("Ana").await;
    assert!(!is_out(&cookie).await);
    let answer = site.post("/logout", &cookie, "").await;
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    assert!(is_out(&cookie).await, "after logout");

    let cookie = site.log_in("Ana").await;
    sqlx::query("update session set expires_at = now()")
        .execute(&site.pool)
        .await
        .unwrap();
    assert!(is_out(&cookie).await, "after its time");

    let cookie = site.log_in("Ana").await;
    accounts::disable_account(&site.pool, ana).await.unwrap();
    assert!(is_out(&cookie).await, "after being disabled");
    let form = form(&[("email", "ana@example.com"), ("password", PASSWORD)]);
    let answer = site.post("/login", "", &form).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text.contains("This account is disabled"));
}
