use domain::KeyRole;
use serde_json::json;
use sqlx::PgPool;

use crate::site::{IMAGE, Site, complete};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_task_is_made_with_its_params_as_they_are_spelled(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    let project = r#"{"type": "imageannotation", "name": "Day", "params": {"instruction": "Box it.", "padding": 5}}"#;
    program.post("/projects", project).await.ok();
    let body = format!(
        r#"{{"project": "Day", "z": 1.0, "attachment": "{IMAGE}", "a": 1e2, "status": "mine", "tags": ["night"], "metadata": {{"run": 7}}, "unique_id": "u1", "callback_url": "https://x.example/cb"}}"#
    );
    let made = program.post("/task/imageannotation", &body).await;
    let task = made.ok();
    assert_eq!(task["type"], "imageannotation");
    assert_eq!(task["status"], "pending");
    assert_eq!(task["project"], "Day");
    assert_eq!(task["instruction"], "Box it.");
    assert_eq!(task["unique_id"], "u1");
    assert_eq!(task["tags"], json!(["night"]));
    assert_eq!(task["metadata"], json!({"run": 7}));
    assert_eq!(task["customer_review_status"], "pending");
    assert_eq!(task["is_test"], false);
    let params = format!(
        r#""params":{{"z":1.0,"attachment":"{IMAGE}","a":1e2,"status":"mine","padding":5}}"#
    );
    assert!(made.text.contains(&params), "{}", made.text);
    let created_at = task["created_at"].as_str().unwrap();
    assert!(
        created_at.ends_with('Z') && created_at.len() == 24,
        "{created_at}"
    );
    let read = program
        .get(&format!("/task/{}", task["task_id"].as_str().unwrap()))
        .await;
    assert_eq!(read.text, made.text);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_a_call_cannot_have_is_refused_with_the_remedy(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Admin).await;
    for name in ["Day", "Night"] {
        let project = json!({"type": "textcollection", "name": name}).to_string();
        program.post("/projects", &project).await.ok();
    }
    program
        .post("/batches", r#"{"project": "Day", "name": "week 14"}"#)
        .await
        .ok();
    let refused = async |path: &str, body: &str| program.post(path, body).await.error(400);
    let message = refused("/task/nonsense", "{}").await;
    assert!(message.contains("`nonsense` is unknown"), "{message}");
    let message = refused("/task/imageannotation", "{}").await;
    assert!(message.contains("`attachment`"), "{message}");
    let message = refused("/task/textcollection", r#"{"project": "Dusk"}"#).await;
    assert!(message.contains("`project` is `Dusk`"), "{message}");
    let message = refused("/task/textcollection", r#"{"batch": "week 15"}"#).await;
    assert!(message.contains("`batch` is `week 15`"), "{message}");
    let other = r#"{"project": "Night", "batch": "week 14"}"#;
    let message = refused("/task/textcollection", other).await;
    assert!(
        message.contains("does not belong to the project"),
        "{message}"
    );

    let made = program
        .post("/task/textcollection", r#"{"batch": "week 14"}"#)
        .await
        .ok();
    assert_eq!(made["project"], "Day");
    assert_eq!(program.get("/tasks").await.ok()["total"], 1);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn of_twenty_calls_with_one_unique_id_at_once_one_makes_a_task(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let calls = (0..20).map(|_| {
        let program = program.clone();
        tokio::spawn(async move {
            program
                .post("/task/textcollection", r#"{"unique_id": "one"}"#)
                .await
                .status
                .as_u16()
        })
    });
    let calls: Vec<_> = calls.collect();
    let mut statuses = Vec::new();
    for call in calls {
        statuses.push(call.await.unwrap());
    }
    statuses.sort_unstable();
    let mut expected = vec![409; 20];
    expected[0] = 200;
    assert_eq!(statuses, expected);
    let found = program.get("/tasks?unique_id=one").await.ok();
    assert_eq!(found["total"], 1);
    assert_eq!(found["docs"].as_array().unwrap().len(), 1);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn of_ten_calls_with_one_idempotency_key_at_once_all_answer_with_one_task(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", "run-7/row-1"),
    ];
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let program = program.clone();
            tokio::spawn(async move {
                let made = program
                    .send_as("POST", "/task/textcollection", &headers, r#"{"a": 1}"#)
                    .await;
                made.ok()["task_id"].as_str().unwrap().to_owned()
            })
        })
        .collect();
    let mut ids = Vec::new();
    for call in calls {
        ids.push(call.await.unwrap());
    }
    ids.dedup();
    assert_eq!(ids.len(), 1);
    let other = program
        .send_as("POST", "/task/textcollection", &headers, r#"{"a": 2}"#)
        .await;
    assert!(other.error(409).contains("Idempotency-Key"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_pending_task_is_canceled_once_and_gives_its_unique_id_back(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let first = program.task(r#"{"unique_id": "one"}"#).await;
    let path = format!("/task/{first}/cancel");
    let canceled = program.post(&path, "").await.ok();
    assert_eq!(canceled["status"], "canceled");
    assert_eq!(canceled["unique_id"], "one");
    assert!(
        program
            .post(&path, "")
            .await
            .error(400)
            .contains("Canceled")
    );
    let same = r#"{"unique_id": "one"}"#;
    program.post("/task/textcollection", same).await.error(409);

    let second = program.task(r#"{"unique_id": "two"}"#).await;
    let path = format!("/task/{second}/cancel?clear_unique_id=true");
    let canceled = program.post(&path, "").await.ok();
    assert_eq!(canceled.get("unique_id"), None);
    program.task(r#"{"unique_id": "two"}"#).await;
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_completed_task_is_judged_and_a_rejected_one_waits_again(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Write).await;
    let task = program.task("{}").await;
    let audit = format!("/task/{task}/audit");
    let early = program.post(&audit, r#"{"accepted": true}"#).await;
    assert!(early.error(400).contains("only a completed task"));
    complete(&pool, &task, r#"{"annotations": {"z": 1.0}}"#).await;
    let message = program.post(&audit, "{}").await.error(400);
    assert!(message.contains("`accepted` is missing"), "{message}");

    let accepted = program
        .post(&audit, r#"{"accepted": true, "comments": null}"#)
        .await;
    assert_eq!(accepted.ok()["customer_review_status"], "accepted");
    assert!(
        accepted
            .text
            .contains(r#""response":{"annotations": {"z": 1.0}}"#)
    );
    assert_eq!(accepted.ok()["audits"][0]["by"], "API key nightly");

    let rejected = program.post(&audit, r#"{"accepted": false}"#).await.ok();
    assert_eq!(rejected["status"], "pending");
    assert_eq!(rejected["customer_review_status"], "rejected");
    assert_eq!(rejected["prior_responses"].as_array().unwrap().len(), 1);
    assert_eq!(rejected["audits"].as_array().unwrap().len(), 2);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn unique_id_metadata_and_tags_are_changed_in_place(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let task = program.task(r#"{"metadata": {"city": "Ulm"}}"#).await;
    let other = program.task(r#"{"unique_id": "taken"}"#).await;
    let path = |part: &str| format!("/task/{task}/{part}");

    let taken = r#"{"unique_id": "taken"}"#;
    let message = program.post(&path("unique_id"), taken).await.error(409);
    assert!(message.contains("`taken`"), "{message}");
    program.post(&path("unique_id"), "{}").await.error(400);
    let named = program
        .post(&path("unique_id"), r#"{"unique_id": "mine"}"#)
        .await
        .ok();
    assert_eq!(named["unique_id"], "mine");
    program
        .send("DELETE", &format!("/task/{other}/unique_id"), "")
        .await
        .ok();
    program.post(&path("unique_id"), taken).await.ok();

    let set = program
        .post(&path("setMetadata"), r#"{"z": 1.0, "city": "Bonn"}"#)
        .await;
    assert!(
        set.text
            .contains(r#""metadata":{"z": 1.0, "city": "Bonn"}"#)
    );
    program.post(&path("setMetadata"), "[1]").await.error(400);
    let listed = program.get("/tasks?limited_response=true&unique_id=taken");
    let listed = listed.await.ok();
    assert_eq!(listed["docs"][0]["metadata"]["city"], "Bonn");
    assert_eq!(listed["docs"][0].get("params"), None);

    let tags = async |method: &str, body: &str| {
        program.send(method, &path("tags"), body).await.ok()["tags"].clone()
    };
    assert_eq!(tags("POST", r#"["a", "b"]"#).await, json!(["a", "b"]));
    assert_eq!(tags("PUT", r#"["b", "c"]"#).await, json!(["a", "b", "c"]));
    assert_eq!(tags("DELETE", r#"["a", "x"]"#).await, json!(["b", "c"]));
    assert_eq!(tags("PUT", "").await, json!(["b", "c"]));
    assert_eq!(tags("POST", "").await, json!([]));
    program
        .send("POST", &path("tags"), r#""night""#)
        .await
        .error(400);
    let events: i64 =
        sqlx::query_scalar("select count(*) from task_event where author = 'API key nightly'")
            .fetch_one(&site.pool)
            .await
            .unwrap();
    assert_eq!(events, 8);
}
