//! Uploads as a browser sends them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use app::Viewer;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use axum::{Extension, Router};
use domain::Role;
use domain::import_report::{ImportEvent, ImportReport};
use store::PgPool;
use tower::ServiceExt;

use crate::test_site::{TestSite, body_text};

async fn post(site: &TestSite, query: &str, body: Body) -> Response<Body> {
    super::routes()
        .layer(Extension::<Viewer>(site.viewer.clone()))
        .with_state(site.state.clone())
        .oneshot(
            Request::post(format!("/import?{query}"))
                .body(body)
                .unwrap(),
        )
        .await
        .unwrap()
}

/// The report in the last line of the answer.
async fn report(response: Response<Body>) -> ImportReport {
    assert_eq!(response.status(), StatusCode::OK);
    let text = body_text(response).await;
    let events: Vec<ImportEvent> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    match events.into_iter().last() {
        Some(ImportEvent::Done { report }) => report,
        other => panic!("the import did not run to its end: {other:?}"),
    }
}

fn task(number: u32) -> String {
    format!(r#"{{"task_id":"{number:024x}","type":"categorization","params":{{}}}}"#)
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_upload_is_taken_in_and_bad_records_are_told_with_line_and_field(pool: PgPool) {
    let site = TestSite::new(pool, Role::Admin).await;
    let file = format!("[{},\n{{\"type\":\"juggling\"}},\n{}]", task(1), task(2));
    let told = report(post(&site, "project=Street", Body::from(file.clone())).await).await;
    assert_eq!((told.added, told.failed), (2, 1));
    assert_eq!(
        (told.problems[0].line, told.problems[0].field.as_deref()),
        (Some(2), Some("type"))
    );
    let project: String =
        sqlx::query_scalar("select distinct name from task join project using (project_id)")
            .fetch_one(&site.state.pool)
            .await
            .unwrap();
    assert_eq!(project, "Street");
    let again = report(post(&site, "project=Street", Body::from(file)).await).await;
    assert_eq!((again.added, again.unchanged), (0, 2));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn only_admins_import(pool: PgPool) {
    let site = TestSite::new(pool, Role::Auditor).await;
    let response = post(&site, "", Body::from(task(1))).await;
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_atomic_upload_that_breaks_off_leaves_nothing(pool: PgPool) {
    let site = TestSite::new(pool, Role::Admin).await;
    let whole: String = (0..1000).map(|number| task(number) + "\n").collect();
    let chunks = [
        Ok(Bytes::from(whole)),
        Err(std::io::Error::other("the cable was pulled")),
    ];
    let body = Body::from_stream(futures::stream::iter(chunks));
    let told = report(post(&site, "atomic=1", body).await).await;
    assert!(told.is_rolled_back);
    let tasks: i64 = sqlx::query_scalar("select count(*) from task")
        .fetch_one(&site.state.pool)
        .await
        .unwrap();
    assert_eq!(tasks, 0);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_upload_over_the_limit_says_what_to_do(pool: PgPool) {
    let site = TestSite::new(pool, Role::Admin).await;
    let line = task(1) + &" ".repeat(1 << 20) + "\n";
    let chunks = (0..4).map(move |_| Ok::<_, std::io::Error>(Bytes::from(line.clone())));
    let body = Body::from_stream(futures::stream::iter(chunks));
    let told = report(post(&site, "", body).await).await;
    assert_eq!(told.failed, 1);
    assert!(
        told.problems[0].message.contains("raise --max-upload-mib"),
        "{}",
        told.problems[0].message
    );
}

async fn import(router: &Router, viewer: &Viewer, query: &str, body: Body) -> Response<Body> {
    router
        .clone()
        .layer(Extension::<Viewer>(viewer.clone()))
        .oneshot(
            Request::post(format!("/import?{query}"))
                .body(body)
                .unwrap(),
        )
        .await
        .unwrap()
}

/// A body that sends some records, then nothing more, and counts in `stalled` when it begins so.
fn stalling(stalled: &Arc<AtomicUsize>) -> Body {
    let stalled = Arc::clone(stalled);
    let records: String = (0..1000).map(|number| task(number) + "\n").collect();
    let first = futures::stream::once(async { Ok::<_, std::io::Error>(Bytes::from(records)) });
    let rest = futures::stream::once(async move {
        stalled.fetch_add(1, Ordering::SeqCst);
        std::future::pending().await
    });
    Body::from_stream(futures::StreamExt::chain(first, rest))
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn stalled_imports_keep_only_their_own_team_waiting_and_hold_no_transaction(pool: PgPool) {
    let site = TestSite::new(pool, Role::Admin).await;
    let router = super::routes().with_state(site.state.clone());
    let ben = site.person("Ours", "Ben", Role::Admin).await;
    let eve = site.person("Theirs", "Eve", Role::Admin).await;
    let stalled = Arc::default();
    let mut under_way = Vec::new();
    for (viewer, query) in [
        (&site.viewer, "atomic=1"),
        (&site.viewer, ""),
        (&ben, "atomic=1"),
    ] {
        let response = import(&router, viewer, query, stalling(&stalled)).await;
        assert_eq!(response.status(), StatusCode::OK);
        under_way.push(response);
    }
    while stalled.load(Ordering::SeqCst) < 3 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for (viewer, who) in [(&site.viewer, "you have 2"), (&ben, "your team has 3")] {
        let refused = import(&router, viewer, "", Body::from(task(1))).await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.headers()["retry-after"], "60");
        let text = body_text(refused).await;
        assert!(
            text.starts_with(&format!("{who} imports running already")),
            "{text}"
        );
    }
    let told = report(import(&router, &eve, "atomic=1", Body::from(task(1))).await).await;
    assert_eq!(told.added, 1);
    // The one that is not atomic may be storing what came, and then waits as well.
    while site.idle_transactions().await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    drop(under_way);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn records_of_many_long_tags_and_a_bad_one_among_them_go_through_a_whole_import(
    pool: PgPool,
) {
    let site = TestSite::new(pool, Role::Admin).await;
    let hex =
        |number: u32| hex::encode(<sha2::Sha256 as sha2::Digest>::digest(number.to_be_bytes()));
    let tags: Vec<String> = (0..26)
        .map(|tag| hex(tag) + &hex(tag + 100)[..36])
        .collect();
    let record = |number: u32, unique_id: &str| {
        serde_json::json!({
            "task_id": format!("{number:024x}"), "type": "categorization", "params": {},
            "tags": tags, "unique_id": unique_id,
        })
        .to_string()
    };
    let long: String = (0..20).map(hex).collect();
    let file = [record(1, "a"), record(2, &long), record(3, "b")].join("\n");
    let told = report(post(&site, "", Body::from(file)).await).await;
    assert_eq!((told.added, told.failed), (2, 1));
    let problem = &told.problems[0];
    assert_eq!(problem.line, Some(2));
    assert_eq!(problem.field.as_deref(), Some("unique_id"));
    assert!(
        problem
            .message
            .ends_with("has 1280 bytes; shorten it to 1000"),
        "{}",
        problem.message
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_project_that_no_index_could_hold_is_refused_before_the_import(pool: PgPool) {
    let site = TestSite::new(pool, Role::Admin).await;
    let query = format!("project={}", "x".repeat(1001));
    let response = post(&site, &query, Body::from(task(1))).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let why = body_text(response).await;
    assert!(why.contains("shorten it to 1000"), "{why}");
}
