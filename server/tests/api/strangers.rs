use domain::KeyRole;
use sqlx::PgPool;

use crate::site::Site;

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn another_teams_things_are_not_there(pool: PgPool) {
    let site = Site::new(pool).await;
    let ours = site.program("Street", KeyRole::Admin).await;
    let theirs = site.program("Harbour", KeyRole::Admin).await;
    ours.post("/projects", r#"{"type": "textcollection", "name": "Day"}"#)
        .await
        .ok();
    ours.post("/batches", r#"{"project": "Day", "name": "week 14"}"#)
        .await
        .ok();
    let task = ours.task(r#"{"batch": "week 14"}"#).await;

    for (method, path, body) in [
        ("GET", format!("/task/{task}"), ""),
        ("POST", format!("/task/{task}/cancel"), ""),
        (
            "POST",
            format!("/task/{task}/audit"),
            r#"{"accepted": true}"#,
        ),
        (
            "POST",
            format!("/task/{task}/unique_id"),
            r#"{"unique_id": "x"}"#,
        ),
        ("DELETE", format!("/task/{task}/unique_id"), ""),
        ("POST", format!("/task/{task}/setMetadata"), "{}"),
        ("POST", format!("/task/{task}/tags"), r#"["x"]"#),
        ("PUT", format!("/task/{task}/tags"), r#"["x"]"#),
        ("DELETE", format!("/task/{task}/tags"), r#"["x"]"#),
        ("GET", "/projects/Day".to_owned(), ""),
        ("POST", "/projects/Day/setParams".to_owned(), "{}"),
        ("GET", "/projects/Day/taskTemplates".to_owned(), ""),
        ("GET", "/batches/week%2014".to_owned(), ""),
        ("GET", "/batches/week%2014/status".to_owned(), ""),
        ("POST", "/batches/week%2014/finalize".to_owned(), ""),
        ("POST", "/batches/week%2014/setMetadata".to_owned(), "{}"),
    ] {
        theirs.send(method, &path, body).await.error(404);
    }
    assert_eq!(theirs.get("/tasks").await.ok()["total"], 0);
    assert_eq!(theirs.get("/tasks?project=Day").await.ok()["total"], 0);
    assert_eq!(theirs.get("/batches").await.ok()["totalDocs"], 0);
    assert_eq!(theirs.get("/projects").await.text, "[]");
    assert_eq!(theirs.get("/teams").await.text, "[]");
    theirs
        .post("/task/textcollection", r#"{"project": "Day"}"#)
        .await
        .error(400);
    let untouched = ours.get(&format!("/task/{task}")).await.ok();
    assert_eq!(untouched["status"], "pending");
    assert_eq!(untouched["created_at"], untouched["updated_at"]);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_test_key_sees_and_makes_test_tasks_only(pool: PgPool) {
    let site = Site::new(pool).await;
    let live = site.program("Street", KeyRole::Write).await;
    let test = site.program_of("Street", KeyRole::Write, true).await;
    let task = test.task(r#"{"unique_id": "one"}"#).await;
    live.task(r#"{"unique_id": "one"}"#).await;
    assert_eq!(
        test.get(&format!("/task/{task}")).await.ok()["is_test"],
        true
    );
    live.get(&format!("/task/{task}")).await.error(404);
    assert_eq!(live.get("/tasks").await.ok()["total"], 1);
    assert_eq!(test.get("/tasks").await.ok()["total"], 1);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_test_key_changes_test_things_only(pool: PgPool) {
    let site = Site::new(pool).await;
    let live = site.program("Street", KeyRole::Admin).await;
    let test = site.program_of("Street", KeyRole::Admin, true).await;
    let project = r#"{"type": "textcollection", "name": "Day"}"#;
    live.post("/projects", project).await.ok();
    let batch = r#"{"project": "Day", "name": "week 14"}"#;
    live.post("/batches", batch).await.ok();
    let ana = r#"{"emails": ["ana@example.com"], "team_role": "member"}"#;
    live.post("/teams/invite", ana).await.ok();
    let shared = [
        "/projects/Day",
        "/batches/week%2014",
        "/batches/week%2014/status",
        "/teams",
    ];
    let mut before = Vec::new();
    for path in shared {
        before.push(live.get(path).await.text);
    }

    let admin = ana.replace("member", "admin");
    let eve = admin.replace("ana", "eve");
    for (path, body) in [
        (
            "/projects/Day/setParams",
            r#"{"callback_url": "https://eve.example"}"#,
        ),
        (
            "/projects/Day/setParams",
            r#"{"patch": true, "instruction": "None."}"#,
        ),
        ("/batches/week%2014/finalize", ""),
        ("/batches/week%2014/setMetadata", r#"{"a": 1}"#),
        ("/teams/invite", &*eve),
        ("/teams/set_role", &*admin),
    ] {
        let message = test.post(path, body).await.error(403);
        assert!(message.contains("use a live key"), "{path}: {message}");
    }
    test.post("/projects", project).await.error(409);
    test.post("/batches", batch).await.error(409);
    for (path, before) in shared.into_iter().zip(before) {
        assert_eq!(live.get(path).await.text, before, "{path}");
    }

    // Test tasks may belong to what is shared, and what a test key makes is its own.
    test.task(r#"{"batch": "week 14"}"#).await;
    let trial = r#"{"type": "textcollection", "name": "Trial"}"#;
    test.post("/projects", trial).await.ok();
    let params = r#"{"instruction": "Read.", "callback_url": "https://eve.example"}"#;
    test.post("/projects/Trial/setParams", params).await.ok();
    let batch = r#"{"project": "Trial", "name": "trial"}"#;
    test.post("/batches", batch).await.ok();
    test.post("/batches/trial/setMetadata", r#"{"a": 1}"#)
        .await
        .ok();
    test.post("/batches/trial/finalize", "").await.ok();
    let task = test.task(r#"{"batch": "trial"}"#).await;
    let task = test.get(&format!("/task/{task}")).await.ok();
    assert_eq!(task["instruction"], "Read.");

    // To live keys it is not there, and in nobody's way.
    live.get("/projects/Trial").await.error(404);
    live.get("/batches/trial").await.error(404);
    live.post("/batches/trial/finalize", "").await.error(404);
    assert_eq!(live.get("/batches").await.ok()["totalDocs"], 1);
    for home in [r#"{"project": "Trial"}"#, r#"{"batch": "trial"}"#] {
        live.post("/task/textcollection", home).await.error(400);
    }
    let made = live.post("/projects", trial).await.ok();
    assert_eq!(made["param_history"].as_array().unwrap().len(), 1);
    assert!(!made.to_string().contains("eve.example"), "{made}");
    let task = live.task(r#"{"project": "Trial"}"#).await;
    let task = live.get(&format!("/task/{task}")).await.ok();
    assert!(!task.to_string().contains("eve.example"), "{task}");
}
