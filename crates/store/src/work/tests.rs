use domain::work::Claim;
use domain::{KeyRole, ReviewStatus, TaskStatus};
use sqlx::PgPool;

use super::{claim, fail, heartbeat, release, requeue_lost, submit};
use crate::accounts::{KeyHolder, NewKey, key_holder, new_api_key};
use crate::test_task::{NewTask, completed_task, new_team, queued_task};
use crate::{Error, Scope, batches, task_detail};

async fn worker(pool: &PgPool, scope: Scope) -> KeyHolder {
    let new = NewKey {
        name: "robot",
        role: KeyRole::Work,
        is_test: scope.is_test,
        created_by: None,
    };
    let key = new_api_key(pool, scope.team_id, new).await.unwrap();
    key_holder(pool, key.as_str()).await.unwrap().unwrap()
}

async fn status(pool: &PgPool, scope: Scope, task_id: domain::TaskId) -> TaskStatus {
    let task = task_detail::whole(pool, scope, task_id).await.unwrap();
    task.row.status
}

#[sqlx::test]
async fn a_task_goes_from_queued_over_in_progress_to_completed(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let task = queued_task().insert(&pool, scope).await;

    let claimed = claim(&pool, &holder, &Claim::default()).await.unwrap();
    assert_eq!(claimed[0].task.row.task_id, task.task_id);
    assert_eq!(claimed[0].task.row.status, TaskStatus::InProgress);
    let second = claim(&pool, &holder, &Claim::default()).await.unwrap();
    assert!(second.is_empty());

    let lease_id = claimed[0].lease_id;
    let response = r#"{"annotations": [{"left": 1.0}]}"#;
    submit(&pool, &holder, lease_id, response).await.unwrap();
    let whole = task_detail::whole(&pool, scope, task.task_id)
        .await
        .unwrap();
    assert_eq!(whole.row.status, TaskStatus::Completed);
    assert_eq!(whole.row.review_status, ReviewStatus::Pending);
    assert_eq!(whole.row.annotation_count, Some(1));
    assert_eq!(whole.responses, [response]);
    // Whoever did not hear of the success may say it again, but nothing else.
    submit(&pool, &holder, lease_id, response).await.unwrap();
    let other = submit(&pool, &holder, lease_id, "{}").await;
    assert!(matches!(other, Err(Error::NotFound { .. })), "{other:?}");
    let strangers = new_team(&pool, "Strangers").await;
    let stranger = worker(&pool, strangers).await;
    let theirs = submit(&pool, &stranger, lease_id, response).await;
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "{theirs:?}");
    let whole = task_detail::whole(&pool, scope, task.task_id)
        .await
        .unwrap();
    assert_eq!(whole.responses.len(), 1);
}

#[sqlx::test]
async fn a_task_that_was_sent_back_returns_as_redo(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let rejected = NewTask {
        status: TaskStatus::Queued,
        review_status: ReviewStatus::Rejected,
        ..completed_task()
    };
    let task = rejected.insert(&pool, scope).await;
    let claimed = claim(&pool, &holder, &Claim::default()).await.unwrap();
    submit(&pool, &holder, claimed[0].lease_id, "{}")
        .await
        .unwrap();
    assert_eq!(status(&pool, scope, task.task_id).await, TaskStatus::Redo);
}

#[sqlx::test]
async fn a_lease_that_is_over_gives_the_task_to_somebody_else(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let task = queued_task().insert(&pool, scope).await;
    let first = claim(&pool, &holder, &Claim::default()).await.unwrap();
    heartbeat(&pool, scope, first[0].lease_id, 60)
        .await
        .unwrap();
    assert_eq!(requeue_lost(&pool).await.unwrap(), 0);
    sqlx::query("update lease set expires_at = now() - interval '1 second'")
        .execute(&pool)
        .await
        .unwrap();

    let second = claim(&pool, &holder, &Claim::default()).await.unwrap();
    assert_eq!(second[0].task.row.task_id, task.task_id);
    let late = submit(&pool, &holder, first[0].lease_id, "{}").await;
    assert!(matches!(late, Err(Error::NotFound { .. })), "{late:?}");
    let late = heartbeat(&pool, scope, first[0].lease_id, 60).await;
    assert!(matches!(late, Err(Error::NotFound { .. })), "{late:?}");

    release(&pool, scope, second[0].lease_id).await.unwrap();
    assert_eq!(status(&pool, scope, task.task_id).await, TaskStatus::Queued);
    let third = claim(&pool, &holder, &Claim::default()).await.unwrap();
    fail(&pool, scope, third[0].lease_id, "The image is black.")
        .await
        .unwrap();
    assert_eq!(status(&pool, scope, task.task_id).await, TaskStatus::Error);
}

#[sqlx::test]
async fn tasks_are_claimed_by_priority_then_age_and_not_out_of_a_staged_batch(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let strangers = worker(&pool, new_team(&pool, "Strangers").await).await;
    let mut tasks = Vec::new();
    for number in 1..=4 {
        tasks.push(queued_task().numbered(number).insert(&pool, scope).await);
    }
    sqlx::query("update task set priority = 5 where seq = $1")
        .bind(tasks[2].seq)
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query(
        "with staged as (
             insert into batch (team_id, name, finalized_at)
             values ($1, 'staged', null)
             returning batch_id)
         update task set batch_id = staged.batch_id from staged where seq = $2",
    )
    .bind(scope.team_id)
    .bind(tasks[0].seq)
    .execute(&pool)
    .await
    .unwrap();
    let nothing = claim(&pool, &strangers, &Claim::default()).await.unwrap();
    assert!(nothing.is_empty());
    let all = Claim {
        limit: 10,
        ..Claim::default()
    };
    let claimed = claim(&pool, &holder, &all).await.unwrap();
    let order: Vec<i64> = claimed.iter().map(|claimed| claimed.task.row.seq).collect();
    assert_eq!(order, [tasks[2].seq, tasks[1].seq, tasks[3].seq]);
}

/// Puts a task into a finalized batch of that name.
async fn put_into(pool: &PgPool, scope: Scope, seq: i64, batch: &str) {
    sqlx::query(
        "with made as (
             insert into batch (team_id, name)
             values ($1, $2)
             returning batch_id)
         update task set batch_id = made.batch_id from made where seq = $3",
    )
    .bind(scope.team_id)
    .bind(batch)
    .bind(seq)
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test]
async fn tasks_of_a_batch_of_higher_priority_are_claimed_first_also_when_they_come_back(
    pool: PgPool,
) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let mut tasks = Vec::new();
    for number in 1..=3 {
        tasks.push(queued_task().numbered(number).insert(&pool, scope).await);
    }
    sqlx::query("update task set priority = 1000 where seq = $1")
        .bind(tasks[0].seq)
        .execute(&pool)
        .await
        .unwrap();
    put_into(&pool, scope, tasks[1].seq, "late").await;
    put_into(&pool, scope, tasks[2].seq, "urgent").await;
    batches::set_priority(&pool, scope, "urgent", 1)
        .await
        .unwrap();
    batches::set_priority(&pool, scope, "late", -1)
        .await
        .unwrap();
    let all = Claim {
        limit: 10,
        ..Claim::default()
    };
    let claimed = claim(&pool, &holder, &all).await.unwrap();
    let order: Vec<i64> = claimed.iter().map(|claimed| claimed.task.row.seq).collect();
    assert_eq!(order, [tasks[2].seq, tasks[0].seq, tasks[1].seq]);

    // While nobody could have it the priorities changed; what comes back takes them.
    batches::set_priority(&pool, scope, "urgent", -2)
        .await
        .unwrap();
    for claimed in &claimed {
        release(&pool, scope, claimed.lease_id).await.unwrap();
    }
    let claimed = claim(&pool, &holder, &all).await.unwrap();
    let order: Vec<i64> = claimed.iter().map(|claimed| claimed.task.row.seq).collect();
    assert_eq!(order, [tasks[0].seq, tasks[1].seq, tasks[2].seq]);
}
