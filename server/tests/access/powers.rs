//! What a person started ends with their powers.

use app::access::ChangeTeam;
use axum::body::Body;
use axum::http::{Method, Response, StatusCode};
use domain::Role;
use futures::StreamExt;
use leptos::server_fn::ServerFn;
use sqlx::PgPool;
use store::accounts;

use crate::site::{NETWORK, PASSWORD, Site, form, path_of};

/// Opens a stream of events and waits until it greets.
async fn events(site: &Site, cookie: &str) -> axum::body::BodyDataStream {
    let headers = [("cookie", cookie), ("accept", "text/event-stream")];
    let response: Response<Body> = site
        .open(NETWORK, Method::GET, "/events", &headers, "")
        .await;
    assert_eq!(response.status(), StatusCode::OK);
    let mut stream = response.into_body().into_data_stream();
    let greeting = stream.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&greeting).contains("watching"));
    stream
}

/// Reads the stream to its end; one that goes on is caught by a bound far below the pause between two
/// looks at the session.
async fn ends(stream: axum::body::BodyDataStream) -> bool {
    let rest = stream.for_each(|_| async {});
    tokio::time::timeout(std::time::Duration::from_secs(10), rest)
        .await
        .is_ok()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn streams_of_events_end_with_the_session(pool: PgPool) {
    let site = Site::new(pool).await;
    let ana = site.person("Street", "Ana", Role::Admin).await;
    let bob = site.person("Street", "Bob", Role::Viewer).await;
    let admin = site.log_in("Ana").await;
    let others = events(&site, &admin).await;

    let cookie = site.log_in("Bob").await;
    let stream = events(&site, &cookie).await;
    site.post("/logout", &cookie, "").await;
    assert!(ends(stream).await, "logged out");

    let (old, here) = (site.log_in("Bob").await, site.log_in("Bob").await);
    let stream = events(&site, &old).await;
    let new = form(&[("present", PASSWORD), ("new", "another horse entirely")]);
    let changed = site.call(&path_of("change_my_password"), &here, &new).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert!(ends(stream).await, "another password");

    let stream = events(&site, &here).await;
    accounts::disable_account(&site.pool, bob).await.unwrap();
    assert!(ends(stream).await, "disabled");

    accounts::enable_account(&site.pool, bob).await.unwrap();
    accounts::set_password(&site.pool, bob, PASSWORD, None)
        .await
        .unwrap();
    let cookie = site.log_in("Bob").await;
    let stream = events(&site, &cookie).await;
    let remove = format!(r#"{{"change":{{"Remove":{{"account_id":{bob}}}}}}}"#);
    site.call(ChangeTeam::PATH, &admin, &remove).await;
    assert!(ends(stream).await, "removed");

    // Those of others go on, and end with their own.
    accounts::disable_account(&site.pool, ana).await.unwrap();
    assert!(ends(others).await, "disabled");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn streams_of_others_go_on(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let (first, second) = (site.log_in("Ana").await, site.log_in("Ana").await);
    let mut stream = events(&site, &first).await;
    site.post("/logout", &second, "").await;
    let pause = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(pause, stream.next()).await.is_err());
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_team_page_lists_what_ends_with_a_member(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    let bob = site.person("Street", "Bob", Role::Admin).await;
    let street = accounts::find_team(&site.pool, "Street").await.unwrap();
    let new = accounts::NewKey {
        name: "Nightly upload",
        role: domain::KeyRole::Write,
        is_test: false,
        created_by: Some(bob),
    };
    accounts::new_api_key(&site.pool, street, new)
        .await
        .unwrap();
    let admin = site.log_in("Ana").await;
    let facts = site.call(&path_of("team_facts_now"), &admin, "").await;
    let facts: serde_json::Value = serde_json::from_str(&facts.text).unwrap();
    assert_eq!(
        facts["powers"][bob.to_string()]["keys"][0],
        "Nightly upload"
    );

    let demote = format!(r#"{{"change":{{"Role":{{"account_id":{bob},"role":"auditor"}}}}}}"#);
    site.call(ChangeTeam::PATH, &admin, &demote).await;
    let page = site.get("/team", &admin).await;
    assert!(
        page.text.contains("Only reads: Bob is no admin"),
        "{}",
        page.text
    );
    accounts::disable_account(&site.pool, bob).await.unwrap();
    let page = site.get("/team", &admin).await;
    assert!(page.text.contains("Off while Bob is disabled"));
}
