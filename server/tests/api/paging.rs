use std::collections::HashSet;

use domain::KeyRole;
use serde_json::json;
use sqlx::PgPool;

use crate::site::{IMAGE, Site, complete};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn pages_hold_each_task_once_while_others_come_in(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Write).await;
    let mut made = Vec::new();
    for _ in 0..25 {
        made.push(program.task("{}").await);
    }
    // Equal times: the arrival number decides.
    sqlx::query("update task set created_at = '2026-04-03T08:00:00Z'")
        .execute(&pool)
        .await
        .unwrap();

    // Another server knows the tokens as well, and one that starts anew.
    let other = Site::new(pool.clone()).await;
    let other = other.program("Street", KeyRole::Read).await;
    let mut seen = Vec::new();
    let mut path = "/tasks?limit=4".to_owned();
    loop {
        let page = if seen.len() % 8 == 0 {
            program.get(&path).await.ok()
        } else {
            other.get(&path).await.ok()
        };
        for doc in page["docs"].as_array().unwrap() {
            seen.push(doc["task_id"].as_str().unwrap().to_owned());
        }
        if page["has_more"] == false {
            assert!(page["next_token"].is_null());
            break;
        }
        program.task("{}").await;
        let token = page["next_token"].as_str().unwrap();
        path = format!("/tasks?limit=4&next_token={token}");
    }
    assert_eq!(seen.len(), 25);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 25);
    made.reverse();
    assert_eq!(seen, made);
    let message = program.get("/tasks?next_token=abc").await.error(400);
    assert!(message.contains("`next_token`"), "{message}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn every_filter_narrows_the_list_and_the_total_is_exact(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Admin).await;
    for name in ["Day", "Night"] {
        let project = json!({"type": "textcollection", "name": name}).to_string();
        program.post("/projects", &project).await.ok();
    }
    program
        .post("/batches", r#"{"project": "Day", "name": "week 14"}"#)
        .await
        .ok();
    let day = program
        .task(r#"{"batch": "week 14", "tags": ["a"], "unique_id": "u1"}"#)
        .await;
    let night = program
        .task(r#"{"project": "Night", "tags": ["b"], "unique_id": "u2"}"#)
        .await;
    let image = program
        .post(
            "/task/imageannotation",
            &json!({"attachment": IMAGE, "tags": ["a", "c"]}).to_string(),
        )
        .await
        .ok();
    complete(&pool, &night, "{}").await;
    for (task, time) in [
        (&day, "2026-01-01T00:00:00Z"),
        (&night, "2026-02-01T00:00:00Z"),
    ] {
        sqlx::query("update task set created_at = $2::timestamptz where task_id = $1")
            .bind(hex::decode(task).unwrap())
            .bind(time)
            .execute(&pool)
            .await
            .unwrap();
    }

    let total = async |query: &str| {
        let page = program.get(&format!("/tasks?{query}")).await.ok();
        assert_eq!(
            page["docs"].as_array().unwrap().len() as i64,
            page["total"].as_i64().unwrap(),
            "{query}"
        );
        page["total"].as_i64().unwrap()
    };
    for (query, expected) in [
        ("", 3),
        ("project=Day", 1),
        ("project=Dusk", 0),
        ("batch=week+14", 1),
        ("project=Day&batch=week+14", 1),
        ("type=imageannotation", 1),
        ("status=pending", 2),
        ("status=completed", 1),
        ("status=error", 0),
        ("customer_review_status=pending", 3),
        ("customer_review_status=accepted,rejected", 0),
        ("tags=a", 2),
        ("tags=b&tags=c", 2),
        ("unique_id=u1", 1),
        ("unique_id=u1&unique_id=u2&unique_id=u3", 2),
        ("start_time=2026-02-01+00:00:00", 2),
        ("end_time=2026-02-01T00:00:00Z", 2),
        ("start_time=2026-01-02&end_time=2026-02-02", 1),
        ("completed_after=2026-01-01", 1),
        ("completed_before=2026-01-01", 0),
        ("updated_after=2100-01-01", 0),
        ("updated_before=2100-01-01", 3),
        ("limit=100&include_attachment_url=True", 3),
    ] {
        assert_eq!(total(query).await, expected, "{query}");
        store::counts::fold(&pool).await.unwrap();
    }
    let first = program.get("/tasks?limit=1").await.ok();
    assert_eq!(first["total"], 3);
    assert_eq!(first["limit"], 1);
    assert_eq!(first["docs"][0]["task_id"], image["task_id"]);
    let with = program
        .get("/tasks?limit=1&include_attachment_url=True")
        .await;
    assert_eq!(with.ok()["docs"][0]["attachment_url"], IMAGE);
    let limited = program.get("/tasks?status=completed&limited_response=true");
    let limited = limited.await.ok();
    assert_eq!(limited["docs"][0]["status"], "completed");
    assert_eq!(limited["docs"][0]["project"], "Night");
    for left_out in ["params", "response", "prior_responses"] {
        assert_eq!(limited["docs"][0].get(left_out), None, "{left_out}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_postgresql_cannot_look_into_is_listed_without_its_params_too(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let nul = program
        .task(r#"{"note": "a\u0000b", "metadata": {"run": 7}}"#)
        .await;
    // Half a surrogate pair, which a file may bring.
    let half = program.task(r#"{"note": 8}"#).await;
    sqlx::query("update task_document set uploaded = replace(uploaded::text, '8', '\"\\uD83D\"')::json where uploaded::text like '%: 8}'")
        .execute(&site.pool)
        .await
        .unwrap();
    let listed = program.get("/tasks?limited_response=true").await.ok();
    let ids: Vec<&str> = listed["docs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["task_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [&half, &nul]);
    assert_eq!(listed["docs"][1]["metadata"]["run"], 7);
    assert_eq!(listed["docs"][1].get("params"), None);
}
