//! Downloads as a browser asks for them.

use app::Viewer;
use axum::Extension;
use axum::body::Body;
use axum::http::{Request, Response, StatusCode};
use domain::Role;
use futures::StreamExt;
use store::PgPool;
use tower::ServiceExt;

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
