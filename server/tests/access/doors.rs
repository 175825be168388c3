use app::access::OPEN_FUNCTIONS;
use axum::http::{Method, StatusCode};
use domain::Role;
use sqlx::PgPool;

use crate::site::{Site, TASK};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_page_without_a_session_leads_to_the_login_and_from_there_back(pool: PgPool) {
    let site = Site::new(pool).await;
    let answer = site.get("/tasks?status=redo&q=a%20b", "").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.header("location"),
        "/login?next=%2Ftasks%3Fstatus%3Dredo%26q%3Da%2520b"
    );

    site.person("Street", "Ana", Role::Viewer).await;
    let cookie = site.log_in("Ana").await;
    let answer = site.get(answer.header("location"), &cookie).await;
    assert_eq!(answer.header("location"), "/tasks?status=redo&q=a%20b");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn pictures_and_events_without_a_session_are_refused_without_a_page(pool: PgPool) {
    let site = Site::new(pool).await;
    let picture = site
        .get("/media/tasks/5f2a00000000000000000001/row", "")
        .await;
    assert_eq!(picture.status, StatusCode::UNAUTHORIZED);
    let accept = [("accept", "text/event-stream")];
    let events = site.ask(Method::GET, "/events", &accept, "").await;
    assert_eq!(events.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_change_that_another_site_asks_for_is_not_made(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let cookie = site.log_in("Ana").await;
    for foreign in [
        ("sec-fetch-site", "cross-site"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        let headers = [("cookie", &*cookie), foreign];
        let answer = site.ask(Method::POST, "/logout", &headers, "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{foreign:?}");
    }
    let nothing_said = [("cookie", &*cookie)];
    let answer = site.ask(Method::POST, "/logout", &nothing_said, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);

    assert_eq!(site.get("/account", &cookie).await.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_server_function_says_in_its_own_words_that_another_site_asked(pool: PgPool) {
    let site = Site::new(pool).await;
    let headers = [("sec-fetch-site", "cross-site")];
    let answer = site.ask(Method::POST, "/api/anything", &headers, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.text.starts_with(r#"{"Forbidden":"#),
        "{}",
        answer.text
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_get_logs_nobody_out(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let cookie = site.log_in("Ana").await;
    let answer = site.get("/logout", &cookie).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(site.get("/account", &cookie).await.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn pages_run_only_scripts_with_their_nonce_and_sit_in_no_frame(pool: PgPool) {
    let site = Site::new(pool).await;
    let page = site.get("/login", "").await;
    let policy = page.header("content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .unwrap();
    let scripts = page.text.matches("<script").count();
    let named = page.text.matches(&format!("nonce=\"{nonce}\"")).count();
    assert!(scripts > 0);
    assert!(named >= scripts, "{scripts} scripts, {named} nonces");
    assert!(policy.contains("'wasm-unsafe-eval'"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert!(!page.text.contains(" style="), "an inline style");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_shows_a_teams_tasks_is_kept_on_no_disk(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    site.task("Street").await;
    let cookie = site.log_in("Ana").await;
    for path in [
        "/tasks".to_owned(),
        "/account".to_owned(),
        "/nothing/here".to_owned(),
        format!("/tasks/{TASK}"),
        format!("/tasks/{TASK}/uploaded.json"),
        format!("/tasks/{TASK}/task.json"),
    ] {
        let page = site.get(&path, &cookie).await;
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
    let [viewer, _] = OPEN_FUNCTIONS;
    let call = site.post(viewer, &cookie, "").await;
    assert_eq!(call.header("cache-control"), "no-store");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_lets_people_in_answers_without_a_session(pool: PgPool) {
    let site = Site::new(pool).await;
    let json = [
        ("origin", "https://tasks.example.com"),
        ("accept", "application/json"),
    ];
    let [viewer, offer] = OPEN_FUNCTIONS;
    for (path, arguments) in [(viewer, ""), (offer, "token=unknown")] {
        let answer = site.ask(Method::POST, path, &json, arguments).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert_eq!(answer.text, "null");
    }
    let refused = site.ask(Method::POST, "/api/open_list", &json, "").await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.text, r#""NotLoggedIn""#);
    // A form without script.
    let led = site.post("/api/rename_me", "", "name=Eve").await;
    assert_eq!(led.header("location"), "/login");
}
