use std::collections::HashSet;

use domain::KeyRole;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::site::{Program, Site};

async fn claim(program: &Program, body: Value) -> Vec<Value> {
    let claimed = program.post("/work/claim", &body.to_string()).await.ok();
    claimed["claimed"].as_array().unwrap().clone()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn fifty_workers_get_each_task_once(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Work).await;
    for _ in 0..120 {
        program.task("{}").await;
    }
    let workers: Vec<_> = (0..50)
        .map(|number| {
            let program = program.clone();
            tokio::spawn(async move {
                let mut done = Vec::new();
                loop {
                    let claimed = claim(&program, json!({"worker": format!("w{number}")})).await;
                    let Some(first) = claimed.first() else {
                        return done;
                    };
                    let lease = first["lease_id"].as_str().unwrap();
                    let path = format!("/work/{lease}/submit");
                    let task = program.post(&path, r#"{"response": {"n": 1.0}}"#).await;
                    assert_eq!(task.ok()["status"], "completed");
                    done.push(first["task"]["task_id"].as_str().unwrap().to_owned());
                }
            })
        })
        .collect();
    let mut done = Vec::new();
    for worker in workers {
        done.extend(worker.await.unwrap());
    }
    assert_eq!(done.len(), 120);
    assert_eq!(done.iter().collect::<HashSet<_>>().len(), 120);
    let total = program.get("/tasks?status=completed").await.ok();
    assert_eq!(total["total"], 120);
    let responses: i64 = sqlx::query_scalar("select count(*) from response")
        .fetch_one(&site.pool)
        .await
        .unwrap();
    assert_eq!(responses, 120);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_worker_says_what_became_of_a_task(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Work).await;
    let write = site.program("Street", KeyRole::Write).await;
    write.post("/work/claim", "{}").await.error(403);
    assert!(claim(&program, json!({})).await.is_empty());

    let task = program
        .task(r#"{"unique_id": "one", "clear_unique_id_on_error": true, "tags": ["night"]}"#)
        .await;
    assert!(claim(&program, json!({"tags": ["day"]})).await.is_empty());
    assert!(claim(&program, json!({"project": "Day"})).await.is_empty());
    let claimed = claim(&program, json!({"tags": ["night"], "task_id": task})).await;
    let path = |part: &str| format!("/work/{}/{part}", claimed[0]["lease_id"].as_str().unwrap());
    assert_eq!(claimed[0]["task"]["task_id"], task.as_str());
    let longer = program
        .post(&path("heartbeat"), r#"{"lease_seconds": 3600}"#)
        .await
        .ok();
    assert!(longer["expires_at"].as_str() > claimed[0]["expires_at"].as_str());
    program.post(&path("submit"), "{}").await.error(400);
    program
        .post(&path("submit"), r#"{"response": [1]}"#)
        .await
        .error(400);
    program.post(&path("error"), "{}").await.error(400);
    let strangers = site.program("Harbour", KeyRole::Work).await;
    strangers.post(&path("release"), "").await.error(404);

    let failed = program
        .post(&path("error"), r#"{"error": "The image is black."}"#)
        .await
        .ok();
    assert_eq!(failed["status"], "error");
    assert_eq!(failed.get("unique_id"), None);
    program.post(&path("release"), "").await.error(404);

    let second = program.task("{}").await;
    let claimed = claim(&program, json!({"limit": 5})).await;
    assert_eq!(claimed.len(), 1);
    program
        .post(&format!("/task/{second}/cancel"), "")
        .await
        .ok();
    let lease = claimed[0]["lease_id"].as_str().unwrap();
    program
        .post(&format!("/work/{lease}/submit"), r#"{"response": {}}"#)
        .await
        .error(404);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn no_key_audits_what_it_submitted(pool: PgPool) {
    let site = Site::new(pool).await;
    for role in [KeyRole::Work, KeyRole::Admin] {
        let worker = site.program("Street", role).await;
        let other = worker.colleague("Street", KeyRole::Write).await;
        let task = worker.task("{}").await;
        let claimed = claim(&worker, json!({"task_id": task})).await;
        let lease = claimed[0]["lease_id"].as_str().unwrap();
        worker
            .post(&format!("/work/{lease}/submit"), r#"{"response": {}}"#)
            .await
            .ok();
        let audit = format!("/task/{task}/audit");
        for accepted in [true, false] {
            let body = json!({"accepted": accepted}).to_string();
            let message = worker.post(&audit, &body).await.error(403);
            assert!(message.contains("audit it with another key"), "{message}");
        }
        let accepted = other.post(&audit, r#"{"accepted": true}"#).await.ok();
        assert_eq!(accepted["customer_review_status"], "accepted");
    }
}
