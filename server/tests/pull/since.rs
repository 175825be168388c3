//! What `--since` copies is beside what is due, unless it covers that.

use sqlx::PgPool;

use crate::gate::Fate;
use crate::two_servers::{TwoServers, tasks};

const FAR: [&str; 2] = ["--since", "2100-01-01"];

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_copy_that_broke_off_goes_on_behind_one_since_a_later_time(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    for _ in 0..101 {
        servers.source.task("{}").await;
    }
    servers.gate.expect(Some((1, Fate::Silence)));
    let mut broken_off = servers.start(&[]);
    servers.gate.fell_silent().await;
    broken_off.kill().await.unwrap();

    servers.gate.expect(None);
    let said = servers.pull(&FAR).await;
    assert!(said.text.contains("0 new, 0 unchanged"), "{said:?}");
    assert_eq!(tasks(&servers.copy).await.len(), 100);

    let said = servers.pull(&[]).await;
    assert!(said.text.contains("1 new, 0 unchanged"), "{said:?}");
    assert_eq!(tasks(&servers.copy).await.len(), 101);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_changed_before_a_later_time_comes_with_the_next_pull(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers.source.task("{}").await;
    assert!(servers.pull(&[]).await.is_success);
    servers.source.task("{}").await;
    // As if the last copy were long ago, beyond what is asked for again in any case.
    sqlx::query("update pull set started_at = started_at - interval '1 day'")
        .execute(&servers.copy_pool)
        .await
        .unwrap();
    let said = servers.pull(&FAR).await;
    assert!(said.text.contains("0 new, 0 unchanged"), "{said:?}");
    let said = servers.pull(&[]).await;
    assert!(said.text.contains("1 new, 1 unchanged"), "{said:?}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn all_is_due_where_the_first_copy_was_since_a_time(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers.source.task("{}").await;
    assert!(servers.pull(&FAR).await.is_success);
    assert_eq!(tasks(&servers.copy).await.len(), 0);
    let said = servers.pull(&[]).await;
    assert!(said.text.contains("1 new, 0 unchanged"), "{said:?}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn one_that_covers_what_is_due_counts_as_the_last(pool: PgPool) {
    let servers = TwoServers::new(pool).await;
    servers.source.task("{}").await;
    assert!(servers.pull(&[]).await.is_success);
    let last = "select started_at from pull";
    let last: chrono::DateTime<chrono::Utc> = sqlx::query_scalar(last)
        .fetch_one(&servers.copy_pool)
        .await
        .unwrap();
    sqlx::query("update pull set started_at = started_at - interval '1 day'")
        .execute(&servers.copy_pool)
        .await
        .unwrap();
    assert!(servers.pull(&["--since", "2020-01-01"]).await.is_success);
    let is_noted = "select started_at >= $1 and finished_at is not null from pull";
    let is_noted: bool = sqlx::query_scalar(is_noted)
        .bind(last)
        .fetch_one(&servers.copy_pool)
        .await
        .unwrap();
    assert!(is_noted);
}
