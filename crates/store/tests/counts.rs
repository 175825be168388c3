//! Counts while they are folded, against counting.

#![allow(clippy::unwrap_used)]
#![allow(dead_code, reason = "the builders are shared with the tests of pages")]

mod random;

use domain::task_list::TaskFilter;
use rand::prelude::*;
use random::*;
use sqlx::PgPool;
use store::counts::fold;
use store::task_list::facets;

async fn rows(pool: &PgPool, table: &str) -> i64 {
    let sql = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrations = "./migrations")]
async fn folding_changes_no_count_and_leaves_nothing_to_fold(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(10);
    let (scope, mut tasks) = some_tasks(&pool, &mut rng, 60).await;
    for round in 0..3 {
        assert!(fold(&pool).await.unwrap() > 0, "{round}");
        assert_eq!(fold(&pool).await.unwrap(), 0);
        for _ in 0..40 {
            let filter = random_filter(&mut rng);
            let expected = counted(&tasks, &filter);
            let seen = facets(&pool, scope, &filter).await.unwrap();
            assert_eq!(seen, expected, "{filter:?}");
        }
        let gone = tasks.swap_remove(rng.random_range(0..tasks.len()));
        sqlx::query("delete from task where seq = $1")
            .bind(gone.row.seq)
            .execute(&pool)
            .await
            .unwrap();
        tasks.push(insert(&pool, scope, random_task(&mut rng)).await);
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn no_trace_is_left_of_combinations_that_no_task_has_any_more(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(11);
    some_tasks(&pool, &mut rng, 30).await;
    fold(&pool).await.unwrap();
    assert!(rows(&pool, "task_count").await > 0);
    sqlx::query("delete from task")
        .execute(&pool)
        .await
        .unwrap();
    fold(&pool).await.unwrap();
    for table in [
        "task_count",
        "task_count_daily",
        "task_tag_count",
        "task_count_delta",
        "task_tag_count_delta",
    ] {
        assert_eq!(rows(&pool, table).await, 0, "{table}");
    }
}

#[sqlx::test(migrations = "./migrations")]
async fn servers_that_fold_at_once_while_tasks_arrive_count_each_task_once(pool: PgPool) {
    let mut rng = StdRng::seed_from_u64(12);
    let (scope, tasks) = some_tasks(&pool, &mut rng, 20).await;
    let folding: Vec<_> = (0..3)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                for _ in 0..30 {
                    fold(&pool).await.unwrap();
                }
            })
        })
        .collect();
    let all = TaskFilter::default();
    let mut expected = tasks.len() as i64;
    for _ in 0..40 {
        insert(&pool, scope, random_task(&mut rng)).await;
        expected += 1;
        let seen = facets(&pool, scope, &all).await.unwrap().total;
        assert_eq!(seen, expected);
    }
    for server in folding {
        server.await.unwrap();
    }
    fold(&pool).await.unwrap();
    assert_eq!(facets(&pool, scope, &all).await.unwrap().total, expected);
    assert_eq!(rows(&pool, "task_count_delta").await, 0);
}
