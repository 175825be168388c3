use domain::KeyRole;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::gate::Fate;
use crate::site::Program;
use crate::two_servers::{TwoServers, rows, tasks};

/// More than two pages of tasks in all states, some of them judged, in a project and its batch.
async fn fill(source: &Program) -> Vec<String> {
    let project = r#"{"type": "textcollection", "name": "Süd/Nord", "params": {"instruction": "Read.", "padding": 1.50}}"#;
    source.post("/projects", project).await.ok();
    let params = r#"{"instruction": "Read it all."}"#;
    source
        .post("/projects/S%C3%BCd%2FNord/setParams", params)
        .await
        .ok();
    let batch = r#"{"project": "Süd/Nord", "name": "week 14", "metadata": {"b": 1.0, "a": 2}}"#;
    source.post("/batches", batch).await.ok();
    source.post("/batches/week%2014/finalize", "").await.ok();
    let mut ids = Vec::new();
    for number in 0..205 {
        let body = format!(
            r#"{{"batch": "week 14", "unique_id": "row {number}", "tags": ["night"],
                "metadata": {{"z": 1e2, "row": {number}}},
                "text": "ü \u0041", "weights": [1.0, 1.50, 2e0]}}"#
        );
        ids.push(source.task(&body).await);
    }
    for id in &ids[..5] {
        answer(source, id, r#"{"words": "one", "score": 1.0}"#).await;
    }
    judge(
        source,
        &ids[1],
        r#"{"accepted": true, "comments": "Fine."}"#,
    )
    .await;
    judge(
        source,
        &ids[2],
        r#"{"accepted": false, "comments": "Again."}"#,
    )
    .await;
    judge(
        source,
        &ids[3],
        r#"{"accepted": false, "comments": "Again."}"#,
    )
    .await;
    answer(source, &ids[3], r#"{"words": "two", "score": 2.0}"#).await;
    source
        .post(&format!("/task/{}/cancel", ids[5]), "")
        .await
        .ok();
    ids
}

/// As a labeler's program does, with a key of its own: none audits what it submitted.
async fn answer(source: &Program, task: &str, response: &str) {
    let labeler = source.colleague("Street", KeyRole::Work).await;
    let claim = json!({"task_id": task}).to_string();
    let claimed = labeler.post("/work/claim", &claim).await.ok();
    let lease = claimed["claimed"][0]["lease_id"].as_str().unwrap();
    let body = format!(r#"{{"response": {response}}}"#);
    labeler
        .post(&format!("/work/{lease}/submit"), &body)
        .await
        .ok();
}

async fn judge(source: &Program, task: &str, body: &str) {
    source.post(&format!("/task/{task}/audit"), body).await.ok();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_pull_that_was_killed_goes_on_and_every_task_comes_once_as_it_is(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    fill(&servers.source).await;

    servers.gate.expect(Some((1, Fate::Silence)));
    let mut broken_off = servers.start(&[]);
    servers.gate.fell_silent().await;
    broken_off.kill().await.unwrap();
    assert_eq!(tasks(&servers.copy).await.len(), 100);

    servers.gate.expect(Some((1, Fate::TooMany)));
    let said = servers.pull(&[]).await;
    assert!(said.is_success, "{said:?}");
    assert!(said.text.contains("105 new, 0 unchanged"), "{said:?}");
    let pages = servers.gate.pages();
    assert!(pages[0].contains("next_token="), "{pages:?}");
    // The page that was refused is asked for again.
    assert_eq!(pages.len(), 3, "{pages:?}");
    assert_eq!(pages[1], pages[2]);

    let (there, here) = (tasks(&servers.source).await, tasks(&servers.copy).await);
    assert_eq!(here.len(), 205);
    for (id, task) in &there {
        assert_eq!(here.get(id), Some(task));
    }
    for path in ["/projects", "/batches?detailed=true"] {
        let (there, here) = (servers.source.get(path).await, servers.copy.get(path).await);
        assert_eq!(there.text, here.text, "{path}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_later_pull_changes_what_changed_and_nothing_else(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let ids = fill(&servers.source).await;
    assert!(servers.pull(&[]).await.is_success);
    // Let nothing of what was there be asked for again.
    sqlx::query("update pull set started_at = started_at + interval '1 hour'")
        .execute(&servers.copy_pool)
        .await
        .unwrap();
    let before = rows(&servers.copy_pool).await;
    let nothing = servers.pull(&[]).await;
    assert!(nothing.text.contains("0 new, 0 unchanged"), "{nothing:?}");

    let source = &servers.source;
    answer(source, &ids[2], r#"{"words": "three"}"#).await;
    answer(source, &ids[10], r#"{"words": "first"}"#).await;
    judge(source, &ids[0], r#"{"accepted": true}"#).await;
    source
        .post(&format!("/task/{}/tags", ids[11]), r#"["day"]"#)
        .await
        .ok();
    let metadata = format!("/task/{}/setMetadata", ids[12]);
    source.post(&metadata, r#"{"z": 1.0}"#).await.ok();
    source
        .send("DELETE", &format!("/task/{}/unique_id", ids[13]), "")
        .await
        .ok();
    let new = source.task("{}").await;

    let said = servers.pull(&["--since", "2020-01-01"]).await;
    assert!(said.is_success, "{said:?}");
    assert!(
        said.text
            .contains("1 new, 199 unchanged, 6 brought up to date"),
        "{said:?}"
    );
    let (there, here) = (tasks(source).await, tasks(&servers.copy).await);
    assert_eq!(here.len(), 206);
    for (id, task) in &there {
        assert_eq!(here.get(id), Some(task));
    }
    let after = rows(&servers.copy_pool).await;
    let mut changed: Vec<&String> = after
        .iter()
        .filter(|(id, row)| before.get(*id) != Some(row))
        .map(|(id, _)| id)
        .collect();
    changed.sort();
    let mut expected = vec![
        &ids[0], &ids[2], &ids[10], &ids[11], &ids[12], &ids[13], &new,
    ];
    expected.sort();
    assert_eq!(changed, expected);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_was_changed_here_stays_and_is_told(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let task = servers.source.task("{}").await;
    answer(&servers.source, &task, r#"{"words": "one"}"#).await;
    assert!(servers.pull(&[]).await.is_success);
    judge(
        &servers.copy,
        &task,
        r#"{"accepted": true, "comments": "Ours."}"#,
    )
    .await;
    judge(
        &servers.source,
        &task,
        r#"{"accepted": false, "comments": "Theirs."}"#,
    )
    .await;
    let said = servers.pull(&[]).await;
    assert!(
        said.text.contains("1 here already with other content"),
        "{said:?}"
    );
    assert!(said.text.contains(&task), "{said:?}");
    let here = servers.copy.get(&format!("/task/{task}")).await.ok();
    assert_eq!(here["customer_review_comments"], "Ours.");
    assert_eq!(here["status"], "completed");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn files_that_take_the_key_are_fetched_once_where_asked_for(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let form = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\
        some words\r\n--x--\r\n";
    let kind = [("content-type", "multipart/form-data; boundary=x")];
    let uploaded = servers
        .source
        .send_as("POST", "/files/upload", &kind, form)
        .await;
    let url = uploaded.ok()["attachment_url"].clone();
    let body = json!({"attachment": url, "attachment_type": "text"}).to_string();
    let path = "/task/documenttranscription";
    for _ in 0..3 {
        servers.source.post(path, &body).await.ok();
    }

    let stored = async || -> Vec<Option<i64>> {
        sqlx::query_scalar("select size from attachment left join blob using (sha256) order by seq")
            .fetch_all(&servers.copy_pool)
            .await
            .unwrap()
    };
    assert!(servers.pull(&[]).await.is_success);
    assert_eq!(stored().await, [None; 3]);
    let before = servers.gate.files_asked();
    let said = servers.pull(&["--attachments"]).await;
    assert!(said.text.contains("1 files fetched, 0 failed"), "{said:?}");
    assert_eq!(stored().await, [Some(10); 3]);
    assert_eq!(servers.gate.files_asked(), before + 1);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_key_that_does_not_work_is_named_with_what_the_source_says(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let said = servers.pull(&["--key", "live_nobody"]).await;
    assert!(!said.is_success);
    assert!(
        said.text.contains("/projects answered 401: the API key"),
        "{said:?}"
    );
    let unknown: Value = servers.copy.get("/tasks").await.ok();
    assert_eq!(unknown["total"], 0);
}
