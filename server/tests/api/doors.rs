use axum::body::Body;
use axum::http::Request;
use domain::KeyRole;
use server::GivenSettings;
use sqlx::PgPool;

use crate::site::{IMAGE, Site};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn only_a_key_that_works_opens_the_api(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Read).await;
    let ask = async |authorization: Option<&str>| {
        let mut request = Request::get("/v1/tasks");
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        site.ask(request.body(Body::empty()).unwrap()).await
    };
    let without = ask(None).await;
    assert!(without.error(401).contains("`Authorization`"));
    let asked = without.headers["www-authenticate"].to_str().unwrap();
    assert!(asked.starts_with("Bearer"), "{asked}");
    ask(Some("Bearer live_nobody")).await.error(401);
    ask(Some("Basic !!!")).await.error(401);
    ask(Some(&format!("Bearer {}", program.key))).await.ok();
    program.get("/tasks").await.ok();

    sqlx::query("update api_key set revoked_at = now()")
        .execute(&pool)
        .await
        .unwrap();
    program.get("/tasks").await.error(401);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_last_use_of_a_key_is_noted_at_most_once_a_minute(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Read).await;
    let noted = async || -> Option<chrono::DateTime<chrono::Utc>> {
        sqlx::query_scalar("select last_used_at from api_key")
            .fetch_one(&pool)
            .await
            .unwrap()
    };
    assert_eq!(noted().await, None);
    program.get("/tasks").await.ok();
    let first = noted().await;
    assert!(first.is_some());
    program.get("/tasks").await.ok();
    assert_eq!(noted().await, first);
    sqlx::query("update api_key set last_used_at = now() - interval '2 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    program.get("/tasks").await.ok();
    assert!(noted().await > first);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_key_may_do_what_its_role_allows_and_no_more(pool: PgPool) {
    let site = Site::new(pool).await;
    let read = site.program("Street", KeyRole::Read).await;
    let write = site.program("Street", KeyRole::Write).await;
    let admin = site.program("Street", KeyRole::Admin).await;
    let message = read.post("/task/textcollection", "{}").await.error(403);
    assert!(message.contains("role write"), "{message}");
    let task = write.task("{}").await;
    read.get(&format!("/task/{task}")).await.ok();
    read.post(&format!("/task/{task}/cancel"), "")
        .await
        .error(403);
    let project = r#"{"type": "textcollection", "name": "Day"}"#;
    write.post("/projects", project).await.error(403);
    admin.post("/projects", project).await.ok();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn whatever_goes_wrong_is_said_in_json(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    for path in ["/nothing", "/task", "/task/a/b/c", "/", "", "/tasks/"] {
        let message = program.get(path).await.error(404);
        assert!(message.contains("/v1"), "{path}: {message}");
    }
    let wrong = program.send("DELETE", "/tasks", "").await;
    assert!(wrong.error(405).contains("DELETE"));
    assert!(wrong.headers.contains_key("allow"), "{wrong:?}");
    program.send("PATCH", "/projects", "").await.error(405);

    for body in ["{", "[]", "7", "{\"a\": }", "\u{feff}{}", "null"] {
        let message = program.post("/task/textcollection", body).await.error(400);
        assert!(message.contains("`body`"), "{body}: {message}");
    }
    let message = program
        .send_as("POST", "/projects", &[], vec![b'{', 0xff, b'}'])
        .await
        .error(400);
    assert!(message.contains("UTF-8"), "{message}");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let message = program
        .send_as("POST", "/projects", &form, "name=Day")
        .await
        .error(415);
    assert!(message.contains("application/json"), "{message}");
    let large = format!(r#"{{"a": "{}"}}"#, "x".repeat(33 << 20));
    let message = program
        .post("/task/textcollection", &large)
        .await
        .error(413);
    assert!(message.contains("32 MiB"), "{message}");
    program.get("/tasks?limit=1000").await.error(400);
    program.get("/tasks?project=%00").await.error(400);
    program.get("/batches/%ff").await.error(400);
    program.get("/projects/%00").await.error(400);
    program.get("/files/%ff/a").await.error(400);
    let project =
        r#"{"type": "textcollection", "name": "Day", "params": {"instruction": "a\u0000b"}}"#;
    program.post("/projects", project).await.ok();
    let half = r#"{"a": "\ud800"}"#;
    program
        .post("/projects/Day/setParams", half)
        .await
        .error(400);
    program.post("/task/textcollection", half).await.error(400);
    let task = program.task("{}").await;
    for (part, body) in [
        ("setMetadata", half),
        ("tags", r#"["a\u0000"]"#),
        ("unique_id", r#"{"unique_id": "a\u0000"}"#),
        ("audit", r#"{"accepted": "yes"}"#),
    ] {
        let path = format!("/task/{task}/{part}");
        program.post(&path, body).await.error(400);
    }
    for path in ["/studio/assignments", "/evaluation_tasks/imageannotation"] {
        let message = program.get(path).await.error(402);
        assert!(message.contains("not enabled"), "{message}");
    }
    program
        .post("/training_tasks/imageannotation", "{}")
        .await
        .error(402);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_program_needs_neither_cookie_nor_our_origin(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let headers = [
        ("content-type", "application/json"),
        ("origin", "https://elsewhere.example.com"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = format!(r#"{{"attachment": "{IMAGE}"}}"#);
    program
        .send_as("POST", "/task/imageannotation", &headers, body)
        .await
        .ok();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_key_that_asks_too_often_is_told_when_to_come_back(pool: PgPool) {
    let settings = GivenSettings {
        api_per_minute: Some(6),
        ..GivenSettings::default()
    };
    let site = Site::set(pool, settings).await;
    let program = site.program("Street", KeyRole::Read).await;
    program.get("/tasks").await.ok();
    let refused = program.get("/tasks").await;
    assert!(refused.error(429).contains("--api-per-minute"));
    let wait: u64 = refused.headers["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=10).contains(&wait), "{wait}");
    let other = site.program("Street", KeyRole::Read).await;
    other.get("/tasks").await.ok();
}
