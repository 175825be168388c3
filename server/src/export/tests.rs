//! Downloads as a browser asks for them.

use std::time::Duration;

use app::Viewer;
use axum::Extension;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use domain::Role;
use futures::StreamExt;
use store::PgPool;
use tower::ServiceExt;

use super::reader::Patience;
use crate::test_site::{TestSite, body_text};

/// Tasks of 1 kB each, enough for an export in several steps.
const TASKS: usize = 3000;

async fn site(pool: PgPool) -> TestSite {
    let site = TestSite::new(pool, Role::Viewer).await;
    sqlx::query(
        r"with new as (
             insert into task (task_id, team_id, task_type, status, review_status, created_at, updated_at)
             select decode(lpad(to_hex(n), 24, '0'), 'hex'), $1, 0, 0, 0, now(), now()
             from generate_series(1, $2) as n
             returning seq
           )
           insert into task_document (seq, uploaded, form)
           select seq, json_build_object('type', 'imageannotation', 'text', repeat('x', 1000)), 'record'
           from new",
    )
    .bind(site.viewer.team_id)
    .bind(TASKS as i32)
    .execute(&site.state.pool)
    .await
    .unwrap();
    site
}

async fn get(site: &TestSite, query: &str) -> Response<Body> {
    ask(
        site,
        Request::get(format!("/export?{query}"))
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

async fn ask(site: &TestSite, request: Request<Body>) -> Response<Body> {
    super::routes()
        .layer(Extension::<Viewer>(site.viewer.clone()))
        .with_state(site.state.clone())
        .oneshot(request)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_download_says_how_many_tasks_come_and_how_its_file_is_called(pool: PgPool) {
    let site = site(pool).await;
    let response = get(&site, "format=jsonl&sort=created").await;
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-total"), "3000");
    assert_eq!(header("content-type"), "application/x-ndjson");
    assert!(header("content-disposition").starts_with("attachment; filename=\"tasks-"));
    assert!(header("content-disposition").ends_with(".jsonl\""));
    assert_eq!(body_text(response).await.lines().count(), TASKS);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_selection_is_posted(pool: PgPool) {
    let site = site(pool).await;
    let body = r#"{"selection":{"Tasks":["000000000000000000000007"]},"sort":"-created",
        "form":{"format":"csv","gzip":false,"columns":["task","status"]}}"#;
    let request = Request::post("/export")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let response = ask(&site, request).await;
    assert_eq!(
        body_text(response).await,
        "task,status\r\n000000000000000000000007,queued\r\n"
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_broken_parameter_is_refused_by_name(pool: PgPool) {
    let site = site(pool).await;
    let response = get(&site, "status=done").await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    assert!(body_text(response).await.starts_with("`status` "));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_export_that_breaks_off_does_not_look_whole(pool: PgPool) {
    let site = site(pool).await;
    let response = get(&site, "format=json").await;
    let mut chunks = response.into_body().into_data_stream();
    let mut text = chunks.next().await.unwrap().unwrap().to_vec();
    sqlx::query(
        "select pg_terminate_backend(pid)
         from pg_stat_activity
         where datname = current_database() and query like 'fetch forward%'",
    )
    .execute(&site.state.pool)
    .await
    .unwrap();
    let mut broke_off = false;
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(bytes) => text.extend_from_slice(&bytes),
            Err(_) => broke_off = true,
        }
    }
    assert!(broke_off, "the connection must not end as if all were sent");
    assert!(!text.ends_with(b"]\n"), "the array must stay open");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_download_that_nobody_reads_on_frees_its_connection(pool: PgPool) {
    let site = site(pool).await;
    for _ in 0..30 {
        let response = get(&site, "format=json").await;
        assert_eq!(response.status(), StatusCode::OK, "the one before is over");
        let mut chunks = response.into_body().into_data_stream();
        chunks.next().await.unwrap().unwrap();
    }
}

async fn export(router: &Router, viewer: &Viewer) -> Response<Body> {
    router
        .clone()
        .layer(Extension::<Viewer>(viewer.clone()))
        .oneshot(
            Request::get("/export?format=json")
                .body(Body::empty())
                .unwrap(),
        )
        .await
        .unwrap()
}

/// The text of an answer that refuses, which says when to try again.
async fn refusal(response: Response<Body>) -> String {
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(response.headers()["retry-after"], "60");
    body_text(response).await
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn exports_that_nobody_reads_keep_only_their_own_team_waiting(pool: PgPool) {
    let site = site(pool).await;
    let router = super::routes().with_state(site.state.clone());
    let ben = site.person("Ours", "Ben", Role::Viewer).await;
    let eve = site.person("Theirs", "Eve", Role::Viewer).await;
    let mut unread = Vec::new();
    for viewer in [&site.viewer, &site.viewer, &ben] {
        let response = export(&router, viewer).await;
        assert_eq!(response.status(), StatusCode::OK);
        unread.push(response);
    }
    let own = refusal(export(&router, &site.viewer).await).await;
    assert!(
        own.starts_with("you have 2 exports running already"),
        "{own}"
    );
    let team = refusal(export(&router, &ben).await).await;
    assert!(
        team.starts_with("your team has 3 exports running already"),
        "{team}"
    );
    let others = export(&router, &eve).await;
    assert_eq!(body_text(others).await, "[]\n");
    drop(unread.pop());
    let response = export(&router, &ben).await;
    assert_eq!(response.status(), StatusCode::OK, "a place is free again");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_export_whose_reader_stops_frees_its_connection_and_its_place(pool: PgPool) {
    let site = site(pool).await;
    let patience = Patience {
        silence: Duration::from_millis(50),
        ..Patience::default()
    };
    let router = super::download::routes_with(patience).with_state(site.state.clone());
    let mut chunks = export(&router, &site.viewer)
        .await
        .into_body()
        .into_data_stream();
    chunks.next().await.unwrap().unwrap();
    let _unread = export(&router, &site.viewer).await;
    while export(&router, &site.viewer).await.status() != StatusCode::OK
        || site.idle_transactions().await > 0
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let rest: Vec<_> = chunks.collect().await;
    assert!(rest.last().unwrap().is_err(), "it must not look whole");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_export_that_is_read_too_slowly_breaks_off(pool: PgPool) {
    let site = site(pool).await;
    let patience = Patience {
        least_speed: 1 << 40,
        grace: Duration::ZERO,
        ..Patience::default()
    };
    let router = super::download::routes_with(patience).with_state(site.state.clone());
    let body = export(&router, &site.viewer).await.into_body();
    tokio::time::sleep(Duration::from_millis(5)).await;
    let pieces: Vec<_> = body.into_data_stream().collect().await;
    assert!(pieces.len() < 10, "{} pieces", pieces.len());
    assert!(pieces.last().unwrap().is_err(), "it must not look whole");
}
