//! A text that the database cannot keep is the sender's mistake, and never taken for an outage.

use axum::http::StatusCode;
use domain::Role;
use sqlx::PgPool;

use crate::site::{Site, TASK, form, path_of};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn u0000_in_a_login_is_a_wrong_login(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    for (email, password) in [("ana\0@example.com", "x"), ("ana@example.com", "x\0")] {
        let form = form(&[("email", email), ("password", password)]);
        let answer = site.post("/login", "", &form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{email:?}");
    }
    let long = format!("{}@example.com", "a".repeat(9000));
    let form = form(&[("email", &long), ("password", "x")]);
    let answer = site.post("/login", "", &form).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn u0000_in_an_address_is_answered_without_a_failure(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    site.task("Street").await;
    let admin = site.log_in("Ana").await;
    for path in [
        "/tasks?q=a%00bc",
        "/tasks?project=%00",
        "/tasks?batch=%00",
        "/tasks?tag=%00",
        "/tasks?after=%00",
        "/tasks?view=%00",
        "/batches?q=%00",
        "/batches?project=%00",
        "/projects/%00",
        "/invite/%00",
        "/login/link?token=%00",
        "/login?next=%2F%00",
        &format!("/tasks/{TASK}?tag=%00"),
        &format!("/tasks/{TASK}/file?url=%00"),
        &format!("/media/tasks/{TASK}/file?url=%00"),
        &format!("/media/tasks/{TASK}/cloud.tile?url=%00"),
        "/media/tasks/%00/row",
        "/export?project=%00&form=ndjson",
        "/export?q=a%00bc",
    ] {
        let answer = site.get(path, &admin).await;
        assert!(
            !answer.status.is_server_error(),
            "{path}: {}",
            answer.status
        );
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn u0000_sent_to_a_server_function_is_answered_without_a_failure(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Admin).await;
    site.task("Street").await;
    let admin = site.log_in("Ana").await;
    let (seq, project): (i64, i32) = sqlx::query_as("select seq, project_id from task limit 1")
        .fetch_one(&site.pool)
        .await
        .unwrap();
    let nul = r"a\u0000bc";
    let filter = |field: &str| format!(r#"{{"{field}":["{nul}"]}}"#);
    let link = format!(r#"{{"filter":{{"project":["{nul}"]}}}}"#);
    let change = |change: &str| format!(r#"{{"project_id":{project},"change":{change}}}"#);
    let mut calls = vec![
        ("rename_me", "name=a%00b".to_owned()),
        (
            "invite_somebody",
            "role=viewer&email=a%00%40b.example".to_owned(),
        ),
        (
            "make_api_key",
            "name=a%00b&role=read&is_test=false".to_owned(),
        ),
        ("offer_of_invite", "token=%00".to_owned()),
        (
            "change_my_password",
            "present=%00&new=%00aaaaaaaaaaaaaaaa".to_owned(),
        ),
        (
            "create_project",
            "name=a%00b&task_type=imageannotation".to_owned(),
        ),
        ("project_now", "id=%00".to_owned()),
        ("load_task", format!("task_id={TASK}&query=q%3Da%2500bc")),
        ("load_task", "task_id=%00&query=".to_owned()),
        (
            "save_view",
            format!(r#"{{"name":"{nul}","link":{link},"is_shared":false}}"#),
        ),
        (
            "change_views",
            format!(r#"{{"change":{{"Rename":{{"view_id":1,"name":"{nul}"}}}}}}"#),
        ),
        (
            "change_batch",
            format!(r#"{{"name":"{nul}","change":"Finalize"}}"#),
        ),
        (
            "send_batch_callback_again",
            format!(r#"{{"name":"{nul}"}}"#),
        ),
        (
            "change_callbacks",
            format!(r#"{{"change":{{"DefaultUrls":{{"live":"https://{nul}/","test":""}}}}}}"#),
        ),
        (
            "change_project",
            change(r#"{"Params":{"version":0,"params":"{\"a\":\"\\u0000\"}"}}"#),
        ),
        (
            "change_project",
            change(&format!(
                r#"{{"Instruction":{{"version":0,"text":"{nul}"}}}}"#
            )),
        ),
        ("preview_instruction", format!(r#"{{"text":"{nul}"}}"#)),
        (
            "frame_facts",
            format!(r#"{{"task_id":"{TASK}","url":"{nul}"}}"#),
        ),
        (
            "review_fix",
            format!(r#"{{"task_id":"{TASK}","text":"{nul}"}}"#),
        ),
        (
            "find_batches",
            format!(r#"{{"filter":{{}},"text":"{nul}"}}"#),
        ),
        (
            "change_tags",
            format!(r#"{{"seq":{seq},"change":"Add","tags":["{nul}"]}}"#),
        ),
        (
            "change_tags",
            format!(r#"{{"seq":{seq},"change":"Remove","tags":["{nul}"]}}"#),
        ),
        (
            "begin_bulk",
            format!(r#"{{"action":{{"AddTags":["{nul}"]}}}}"#),
        ),
        (
            "audit_task",
            format!(
                r#"{{"task_id":"{TASK}","expected_version":1,"judgement":{{"Reject":{{"comment":"{nul}"}}}}}}"#
            ),
        ),
    ];
    for field in ["project", "batch", "tag"] {
        let filter = filter(field);
        calls.push((
            "open_list",
            format!(r#"{{"filter":{filter},"sort":"created_desc","at":null}}"#),
        ));
        calls.push((
            "find_batches",
            format!(r#"{{"filter":{filter},"text":"night"}}"#),
        ));
    }
    calls.push((
        "open_list",
        format!(r#"{{"filter":{{"text":"{nul}"}},"sort":"created_desc","at":null}}"#),
    ));
    for (function, body) in calls {
        let answer = site.call(&path_of(function), &admin, &body).await;
        assert!(
            !answer.status.is_server_error(),
            "{function} {body}: {} {}",
            answer.status,
            answer.text
        );
    }
}
