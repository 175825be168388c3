//! News of tasks reach who watches, through PostgreSQL.

#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "the builders are shared with the tests of pages")]

mod random;

use std::time::Duration;

use rand::prelude::*;
use random::*;
use sqlx::PgPool;
use store::Scope;
use store::live::{Changes, Listener};
use tokio::time::timeout;

async fn hears(changes: &mut Changes) -> bool {
    timeout(Duration::from_secs(10), changes.next())
        .await
        .unwrap_or(false)
}

async fn hears_nothing(changes: &mut Changes) -> bool {
    timeout(Duration::from_millis(300), changes.next())
        .await
        .is_err()
}

#[sqlx::test(migrations = "./migrations")]
async fn a_team_hears_of_its_tasks_and_of_no_others(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(13);
    let ours = Scope::live(team(&pool, "ours").await);
    let theirs = Scope::live(team(&pool, "theirs").await);
    let listener = Listener::start(&pool).await.unwrap();
    let mut first = listener.watch(ours);
    let mut second = listener.watch(ours);
    let mut strangers = listener.watch(theirs);
    let mut test_mode = listener.watch(Scope::test(ours.team_id));
    let task = insert(&pool, ours, random_task(&mut rng)).await;
    assert!(hears(&mut first).await);
    assert!(hears(&mut second).await);
    assert!(hears_nothing(&mut strangers).await);
    assert!(hears_nothing(&mut test_mode).await);

    sqlx::query("update task set updated_at = now() where seq = $1")
        .bind(task.row.seq)
        .execute(&pool)
        .await
        .unwrap();
    assert!(hears(&mut first).await);
}

#[sqlx::test(migrations = "./migrations")]
async fn a_lost_connection_comes_back_and_counts_as_news(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(14);
    let ours = Scope::live(team(&pool, "ours").await);
    let listener = Listener::start(&pool).await.unwrap();
    let mut changes = listener.watch(ours);
    let killed: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid))
         from pg_stat_activity
         where datname = current_database() and query like 'LISTEN%'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(killed, 1);
    assert!(hears(&mut changes).await);
    insert(&pool, ours, random_task(&mut rng)).await;
    assert!(hears(&mut changes).await);
}

#[sqlx::test(migrations = "./migrations")]
async fn watching_ends_when_the_server_stops(pool: PgPool) {
    let listener = Listener::start(&pool).await.unwrap();
    let mut early = listener.watch(Scope::live(1));
    listener.close();
    let mut late = listener.watch(Scope::live(1));
    for changes in [&mut early, &mut late] {
        let goes_on = timeout(Duration::from_secs(5), changes.next()).await;
        assert_eq!(goes_on, Ok(false));
    }
}
