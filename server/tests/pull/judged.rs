//! Audits name the responses that they are about, also where a source tells only the last ones.

use sqlx::PgPool;

use crate::two_servers::TwoServers;

/// A completed task whose source tells this response and these audits.
fn page(response: &str, audits: &str) -> &'static str {
    let page = format!(
        r#"{{"docs": [{{"task_id": "5f0000000000000000000001", "type": "textcollection",
            "status": "completed", "response": {response}, "audits": [{audits}]}}]}}"#
    );
    page.leak()
}

const REJECT: &str = r#"{"at": "2026-04-03T17:30:00.000Z", "action": "reject", "comment": "No."}"#;
const ACCEPT: &str = r#"{"at": "2026-04-03T17:40:00.000Z", "action": "accept", "comment": ""}"#;

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_audit_names_the_response_that_took_the_place_of_another(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers
        .gate
        .say("/v1/tasks", page(r#"{"words": "one"}"#, REJECT));
    assert!(servers.pull(&[]).await.is_success);
    let audits = format!("{REJECT}, {ACCEPT}");
    let answered_again = page(r#"{"words": "two"}"#, &audits);
    servers.gate.say("/v1/tasks", answered_again);
    let said = servers.pull(&[]).await;
    assert!(said.text.contains("1 brought up to date"), "{said:?}");

    let judged = "
        select action, body::text
        from audit
        join response on response.seq = audit.seq and version = response_after
        order by audit_id";
    let judged: Vec<(String, String)> = sqlx::query_as(judged)
        .fetch_all(&servers.copy_pool)
        .await
        .unwrap();
    let judged: Vec<(&str, &str)> = judged
        .iter()
        .map(|(action, body)| (action.as_str(), body.as_str()))
        .collect();
    assert_eq!(
        judged,
        [
            ("reject", r#"{"words": "one"}"#),
            ("accept", r#"{"words": "two"}"#)
        ]
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_response_that_the_source_no_longer_tells_keeps_its_number(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers
        .gate
        .say("/v1/tasks", page(r#"{"words": "one"}"#, ""));
    assert!(servers.pull(&[]).await.is_success);
    servers.gate.say("/v1/tasks", page("null", ""));
    assert!(servers.pull(&[]).await.is_success);
    servers
        .gate
        .say("/v1/tasks", page(r#"{"words": "two"}"#, ""));
    assert!(servers.pull(&[]).await.is_success);
    let bodies = "select body::text from response order by version";
    let bodies: Vec<String> = sqlx::query_scalar(bodies)
        .fetch_all(&servers.copy_pool)
        .await
        .unwrap();
    assert_eq!(bodies, [r#"{"words": "one"}"#, r#"{"words": "two"}"#]);
}
