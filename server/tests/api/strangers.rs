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
