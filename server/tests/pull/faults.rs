//! Sources with a fault end the copy, or lose what is at fault; nothing goes round for ever.

use sqlx::PgPool;

use crate::two_servers::{TwoServers, tasks};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_empty_token_is_that_of_the_last_page(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let task = r#"{"docs": [{"task_id": "5f0000000000000000000001", "type": "textcollection"}], "next_token": ""}"#;
    servers.gate.say("/v1/tasks", task);
    let said = servers.pull(&[]).await;
    assert!(said.is_success, "{said:?}");
    assert!(said.text.contains("1 new, 0 unchanged"), "{said:?}");
    assert_eq!(servers.gate.pages().len(), 1);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_token_that_leads_to_itself_ends_the_copy(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let answer = r#"{"docs": [], "next_token": "again"}"#;
    servers.gate.say("/v1/tasks", answer);
    let said = servers.pull(&[]).await;
    assert!(!said.is_success);
    assert!(
        said.text
            .contains("/tasks answered what cannot be read: its `next_token` is again `again`"),
        "{said:?}"
    );
    assert_eq!(servers.gate.pages().len(), 2);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn batches_that_heed_no_offset_end_the_copy(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let answer = r#"{"docs": [{"name": "week 14"}, {"name": "week 15"}], "has_more": true}"#;
    servers.gate.say("/v1/batches", answer);
    let said = servers.pull(&[]).await;
    assert!(!said.is_success);
    assert!(
        said.text.contains(
            "/batches answered what cannot be read: the page at offset 2 begins with `week 14` again"
        ),
        "{said:?}"
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn names_that_cannot_be_kept_are_left_out_and_told(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    let projects = r#"[{"name": "a\u0000b"}, {"name": "Street"}]"#;
    servers.gate.say("/v1/projects", projects);
    // Longer than an index takes.
    let long = "w".repeat(1001);
    let batches = format!(
        r#"{{"docs": [{{"name": "{long}"}}, {{"name": "week 14", "project": "a\u0000b"}}]}}"#
    );
    servers.gate.say("/v1/batches", batches.leak());
    servers.source.task("{}").await;

    let said = servers.pull(&[]).await;
    assert!(said.is_success, "{said:?}");
    assert!(said.text.contains("U+0000"), "{said:?}");
    assert!(said.text.contains("has 1001 bytes"), "{said:?}");
    assert_eq!(tasks(&servers.copy).await.len(), 1);
    let names = "select name from project union all select name from batch order by 1";
    let names: Vec<String> = sqlx::query_scalar(names)
        .fetch_all(&servers.copy_pool)
        .await
        .unwrap();
    assert_eq!(names, ["Street", "week 14"]);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_answer_without_end_is_not_read_to_its_end(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers.gate.say_for_ever("/v1/projects");
    let said = servers.pull(&[]).await;
    assert!(!said.is_success);
    assert!(
        said.text
            .contains("/projects answers with more than 269484032 bytes"),
        "{said:?}"
    );
}
