use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::api::BatchStatus;
use domain::batch::BatchCounts;
use domain::batch_list::BatchesLink;
use domain::callback::{BatchCallback, CallbackState};
use sqlx::PgPool;

use super::*;
use crate::batches::{NewBatch, create, finalize, page};
use crate::callbacks::tests::{tried, up_to};
use crate::callbacks::{DueClaim, Next, seconds_to_next};
use crate::database::begin;
use crate::pulls::{PulledBatch, keep_batch};
use crate::test_task::{
    TestTask, completed_task, new_team, new_team_with_project, put_into, queued_task,
};
use crate::{Error, Scope, counts};

const LEASE: Duration = Duration::from_mins(1);
const RECEIVER: &str = "https://hooks.example.com/batch";

async fn staged(pool: &PgPool, scope: Scope, name: &str, callback: &str) {
    let new = NewBatch {
        name,
        project: "Day",
        callback,
        metadata: r#"{"run": 1.0}"#,
        is_calibration: false,
        is_self_label: false,
    };
    create(pool, scope, new).await.unwrap();
}

async fn batch(pool: &PgPool, scope: Scope, name: &str) {
    staged(pool, scope, name, RECEIVER).await;
    finalize(pool, scope, name).await.unwrap();
}

/// A pending task of the batch.
async fn pending(pool: &PgPool, scope: Scope, number: u8, name: &str) -> TestTask {
    let task = queued_task().numbered(number).insert(pool, scope).await;
    put_into(pool, scope, task.seq, name).await;
    task
}

/// 0 is queued, 2 completed, 4 an error, 5 canceled.
async fn set_status(pool: &PgPool, task: TestTask, status: i16) {
    sqlx::query("update task set status = $2 where seq = $1")
        .bind(task.seq)
        .bind(status)
        .execute(pool)
        .await
        .unwrap();
}

/// What a server does every few seconds.
async fn look(pool: &PgPool) -> u64 {
    counts::fold(pool).await.unwrap();
    tell_complete(pool).await.unwrap()
}

async fn take_one(pool: &PgPool) -> Option<Taken> {
    let mut taken = take(pool, LEASE, &up_to(10)).await.unwrap();
    assert!(taken.len() <= 1, "{taken:?}");
    taken.pop()
}

async fn lease_ends(pool: &PgPool) {
    sqlx::query("update batch_callback set next_try_at = now() where next_try_at is not null")
        .execute(pool)
        .await
        .unwrap();
}

async fn deliver(pool: &PgPool, taken: &Taken) {
    finish(pool, taken, &tried(None), Next::Delivered)
        .await
        .unwrap();
}

async fn fail(pool: &PgPool, taken: &Taken, next: Next) {
    finish(pool, taken, &tried(Some("full\0up")), next)
        .await
        .unwrap();
}

/// As the page shows it.
async fn called(pool: &PgPool, scope: Scope, name: &str) -> Option<BatchCallback> {
    let link = BatchesLink {
        text: name.to_owned(),
        ..BatchesLink::default()
    };
    let mut page = page(pool, scope, &link, 10).await.unwrap();
    page.batches.remove(0).called
}

#[sqlx::test]
async fn a_batch_is_told_when_its_last_pending_task_ends_and_not_twice(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    assert_eq!(look(&pool).await, 0, "it has no task");
    let mut tasks = Vec::new();
    for number in 1..=3 {
        tasks.push(pending(&pool, scope, number, "week 14").await);
    }
    set_status(&pool, tasks[0], 2).await;
    set_status(&pool, tasks[1], 4).await;
    assert_eq!(look(&pool).await, 0, "one is pending");
    assert_eq!(called(&pool, scope, "week 14").await, None);
    set_status(&pool, tasks[2], 5).await;
    assert_eq!(look(&pool).await, 1);
    assert_eq!(look(&pool).await, 0);

    assert!(seconds_to_next(&pool).await.unwrap().unwrap() <= 0.0);
    let taken = take_one(&pool).await.unwrap();
    assert_eq!((taken.number, taken.scope), (1, scope));
    assert_eq!(taken.address, RECEIVER);
    let told = batch_then(&pool, &taken).await.unwrap().unwrap();
    assert_eq!(told.status(), BatchStatus::Completed);
    let expected = BatchCounts {
        pending: 0,
        completed: 1,
        error: 1,
        canceled: 1,
    };
    assert_eq!(told.counts, expected);
    deliver(&pool, &taken).await;
    assert!(take_one(&pool).await.is_none());
    assert_eq!(seconds_to_next(&pool).await.unwrap(), None);
    let shown = called(&pool, scope, "week 14").await.unwrap();
    assert_eq!(shown.state, CallbackState::Delivered);
    assert_eq!(shown.delivery_id, taken.delivery_id);
    let last = shown.last.unwrap();
    assert_eq!((last.number, last.status, last.error), (1, Some(200), None));
}

#[sqlx::test]
async fn a_look_that_finds_nothing_keeps_nobody_from_the_next(pool: PgPool) {
    for round in 0..50 {
        assert_eq!(tell_complete(&pool).await.unwrap(), 0);
        let mut tx = begin(&pool).await.unwrap();
        assert!(counts::hold(&mut tx).await.unwrap(), "round {round}");
        tx.commit().await.unwrap();
    }
}

#[sqlx::test]
async fn a_staged_batch_is_told_once_it_is_finalized(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    staged(&pool, scope, "week 14", RECEIVER).await;
    let done = completed_task().insert(&pool, scope).await;
    put_into(&pool, scope, done.seq, "week 14").await;
    assert_eq!(look(&pool).await, 0);
    finalize(&pool, scope, "week 14").await.unwrap();
    assert_eq!(look(&pool).await, 1);
    finalize(&pool, scope, "week 14").await.unwrap();
    assert_eq!(look(&pool).await, 0);
}

#[sqlx::test]
async fn a_batch_that_was_pending_again_is_told_again_also_if_only_for_a_moment(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    let task = pending(&pool, scope, 1, "week 14").await;
    set_status(&pool, task, 2).await;
    assert_eq!(look(&pool).await, 1);
    let first = take_one(&pool).await.unwrap();
    deliver(&pool, &first).await;

    // Sent back and completed again before anybody looked.
    set_status(&pool, task, 0).await;
    set_status(&pool, task, 3).await;
    assert_eq!(look(&pool).await, 1);
    let second = take_one(&pool).await.unwrap();
    assert_ne!(second.delivery_id, first.delivery_id);
    deliver(&pool, &second).await;

    // A new task that is pending for longer.
    let other = pending(&pool, scope, 2, "week 14").await;
    assert_eq!(look(&pool).await, 0);
    set_status(&pool, other, 2).await;
    assert_eq!(look(&pool).await, 1);
    let third = take_one(&pool).await.unwrap();
    let told = batch_then(&pool, &third).await.unwrap().unwrap();
    assert_eq!(told.counts.completed, 2);
    deliver(&pool, &third).await;

    // It stays complete with another verdict, or one more that is completed already.
    set_status(&pool, other, 3).await;
    let done = completed_task().numbered(3).insert(&pool, scope).await;
    put_into(&pool, scope, done.seq, "week 14").await;
    assert_eq!(look(&pool).await, 0);
}

#[sqlx::test]
async fn what_is_not_folded_yet_is_not_told_twice(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    look(&pool).await;
    let task = pending(&pool, scope, 1, "week 14").await;
    set_status(&pool, task, 2).await;
    sqlx::query("update batch_callback set stage = 'changed'")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(tell_complete(&pool).await.unwrap(), 0);
    assert_eq!(look(&pool).await, 1);
    assert_eq!(look(&pool).await, 0);
}

#[sqlx::test]
async fn live_and_test_tasks_are_counted_apart_and_teams_too(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    let test = Scope::test(scope.team_id);
    let strangers = new_team_with_project(&pool, "Strangers").await;
    for scope in [scope, strangers] {
        batch(&pool, scope, "week 14").await;
    }
    let live = pending(&pool, scope, 1, "week 14").await;
    let tried_out = pending(&pool, test, 2, "week 14").await;
    pending(&pool, strangers, 3, "week 14").await;
    set_status(&pool, tried_out, 2).await;
    assert_eq!(look(&pool).await, 1);
    let taken = take_one(&pool).await.unwrap();
    assert_eq!(taken.scope, test);
    let told = batch_then(&pool, &taken).await.unwrap().unwrap();
    assert_eq!(told.counts.completed, 1);
    assert_eq!(called(&pool, scope, "week 14").await, None);
    assert!(called(&pool, test, "week 14").await.is_some());
    deliver(&pool, &taken).await;

    set_status(&pool, live, 2).await;
    assert_eq!(look(&pool).await, 1);
    let busy_team = DueClaim {
        busy_teams: vec![scope.team_id],
        ..up_to(10)
    };
    assert_eq!(
        take(&pool, LEASE, &busy_team).await.unwrap().len(),
        0,
        "the team is busy"
    );
    let busy_host = DueClaim {
        busy_hosts: vec![taken.place.host.clone()],
        ..up_to(10)
    };
    assert_eq!(
        take(&pool, LEASE, &busy_host).await.unwrap().len(),
        0,
        "its receiver is busy"
    );
    assert_eq!(take_one(&pool).await.unwrap().scope, scope);
    assert_eq!(called(&pool, strangers, "week 14").await, None);
    let theirs = resend(&pool, strangers, "week 14").await;
    assert!(matches!(theirs, Err(Error::Invalid(_))), "{theirs:?}");
}

#[sqlx::test]
async fn batches_without_an_address_and_those_of_other_servers_tell_nobody(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    staged(&pool, scope, "silent", "").await;
    finalize(&pool, scope, "silent").await.unwrap();
    let pulled = PulledBatch {
        name: "pulled".to_owned(),
        project: None,
        created_at: None,
        is_staged: false,
        finalized_at: None,
        metadata: "{}".to_owned(),
        is_calibration: false,
        is_self_label: false,
    };
    keep_batch(&pool, scope, &pulled).await.unwrap();
    for (number, name) in [(1, "silent"), (2, "pulled")] {
        let task = completed_task().numbered(number).insert(&pool, scope).await;
        put_into(&pool, scope, task.seq, name).await;
    }
    assert_eq!(look(&pool).await, 0);
    for name in ["silent", "pulled"] {
        assert_eq!(called(&pool, scope, name).await, None);
        let error = resend(&pool, scope, name).await.unwrap_err();
        assert!(error.to_string().contains("tells nobody"), "{error}");
    }
}

#[sqlx::test]
async fn a_callback_that_waits_gives_way_to_a_newer_one_and_one_on_its_way_does_not(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    let task = pending(&pool, scope, 1, "week 14").await;
    set_status(&pool, task, 2).await;
    look(&pool).await;
    let first = take_one(&pool).await.unwrap();
    fail(&pool, &first, Next::Retry(Duration::from_hours(9))).await;
    let shown = called(&pool, scope, "week 14").await.unwrap();
    assert_eq!(shown.state, CallbackState::Waiting);
    let last = shown.last.unwrap();
    assert_eq!(last.error.as_deref(), Some("full up"));
    assert!(take_one(&pool).await.is_none(), "it waits");

    set_status(&pool, task, 0).await;
    set_status(&pool, task, 5).await;
    assert_eq!(look(&pool).await, 1);
    let second = take_one(&pool).await.unwrap();
    assert_eq!(second.number, 1);
    assert_ne!(second.delivery_id, first.delivery_id);
    let told = batch_then(&pool, &second).await.unwrap().unwrap();
    assert_eq!(told.counts.canceled, 1);

    // While it is sent, the batch is complete once more: that is told behind it.
    set_status(&pool, task, 0).await;
    set_status(&pool, task, 2).await;
    assert_eq!(look(&pool).await, 0);
    assert!(take_one(&pool).await.is_none());
    deliver(&pool, &second).await;
    assert_eq!(look(&pool).await, 1);
    let third = take_one(&pool).await.unwrap();
    assert_ne!(third.delivery_id, second.delivery_id);
}

#[sqlx::test]
async fn what_a_server_did_not_end_is_taken_again_and_its_late_word_changes_nothing(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    let task = pending(&pool, scope, 1, "week 14").await;
    set_status(&pool, task, 2).await;
    look(&pool).await;
    let lost = take_one(&pool).await.unwrap();
    assert!(take_one(&pool).await.is_none());
    lease_ends(&pool).await;
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.number, 2);
    assert_eq!(again.delivery_id, lost.delivery_id);
    deliver(&pool, &lost).await;
    let state = async || called(&pool, scope, "week 14").await.unwrap().state;
    assert_eq!(state().await, CallbackState::Waiting);
    deliver(&pool, &again).await;
    assert_eq!(state().await, CallbackState::Delivered);
}

#[sqlx::test]
async fn a_callback_is_sent_again_on_demand_where_there_is_something_to_tell(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    let task = pending(&pool, scope, 1, "week 14").await;
    let early = resend(&pool, scope, "week 14").await.unwrap_err();
    assert!(early.to_string().contains("not complete"), "{early}");
    let unknown = resend(&pool, scope, "week 15").await;
    assert!(
        matches!(unknown, Err(Error::NotFound { .. })),
        "{unknown:?}"
    );

    set_status(&pool, task, 2).await;
    look(&pool).await;
    let first = take_one(&pool).await.unwrap();
    // While one is on its way, asking again sends no second one.
    resend(&pool, scope, "week 14").await.unwrap();
    assert!(take_one(&pool).await.is_none());
    fail(&pool, &first, Next::Retry(Duration::from_hours(9))).await;
    resend(&pool, scope, "week 14").await.unwrap();
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.delivery_id, first.delivery_id);
    fail(&pool, &again, Next::GiveUp).await;
    let state = async || called(&pool, scope, "week 14").await.unwrap().state;
    assert_eq!(state().await, CallbackState::Failed);

    resend(&pool, scope, "week 14").await.unwrap();
    let anew = take_one(&pool).await.unwrap();
    assert_ne!(anew.delivery_id, first.delivery_id);
    assert_eq!(anew.number, 1);
    deliver(&pool, &anew).await;
    set_status(&pool, task, 0).await;
    let late = resend(&pool, scope, "week 14").await.unwrap_err();
    assert!(late.to_string().contains("not complete"), "{late}");
}

#[sqlx::test]
async fn several_servers_tell_each_completion_once(pool: PgPool) {
    let scope = new_team_with_project(&pool, "Street").await;
    let names: Vec<String> = (1..=20).map(|number| format!("week {number}")).collect();
    for (name, number) in names.iter().zip(1..) {
        batch(&pool, scope, name).await;
        let task = pending(&pool, scope, number, name).await;
        set_status(&pool, task, 2).await;
    }
    let servers: Vec<_> = (0..4)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut names = Vec::new();
                for _ in 0..25 {
                    look(&pool).await;
                    for taken in take(&pool, LEASE, &up_to(3)).await.unwrap() {
                        deliver(&pool, &taken).await;
                        names.push(taken.name);
                    }
                }
                names
            })
        })
        .collect();
    let mut sent = Vec::new();
    for server in servers {
        sent.extend(server.await.unwrap());
    }
    sent.sort_unstable();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(sent, expected);
}

#[sqlx::test]
async fn no_completion_is_lost_while_tasks_change_and_others_look(pool: PgPool) {
    const ROUNDS: usize = 30;
    let scope = new_team_with_project(&pool, "Street").await;
    batch(&pool, scope, "week 14").await;
    let mut workers = Vec::new();
    for number in 1..=3 {
        let (pool, task) = (pool.clone(), pending(&pool, scope, number, "week 14").await);
        workers.push(tokio::spawn(async move {
            for _ in 0..ROUNDS {
                set_status(&pool, task, 2).await;
                set_status(&pool, task, 0).await;
            }
            // Canceled, which they are together only at the very end.
            set_status(&pool, task, 5).await;
        }));
    }
    let stop = Arc::new(AtomicBool::new(false));
    let servers: Vec<_> = (0..2)
        .map(|_| {
            let (pool, stop) = (pool.clone(), Arc::clone(&stop));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    look(&pool).await;
                    for taken in take(&pool, LEASE, &up_to(3)).await.unwrap() {
                        deliver(&pool, &taken).await;
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
    stop.store(true, Ordering::Relaxed);
    for server in servers {
        server.await.unwrap();
    }
    look(&pool).await;
    let (stage, canceled): (String, i64) =
        sqlx::query_as("select stage, canceled from batch_callback where not is_test")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!((stage.as_str(), canceled), ("told", 3));
}

#[sqlx::test(migrations = false)]
async fn what_was_complete_before_batches_called_back_surprises_nobody(pool: PgPool) {
    let migrations = sqlx::migrate!("./migrations");
    let (before, after): (Vec<_>, Vec<_>) = migrations
        .iter()
        .partition(|migration| migration.version < 50);
    for migration in before {
        sqlx::raw_sql(migration.sql.clone())
            .execute(&pool)
            .await
            .unwrap();
    }
    let scope = new_team(&pool, "Street").await;
    for (number, name) in [(1, "complete"), (2, "open"), (3, "staged")] {
        sqlx::query(
            "insert into batch (team_id, name, callback, finalized_at)
             values ($1, $2, $3, case when $2 <> 'staged' then now() end)",
        )
        .bind(scope.team_id)
        .bind(name)
        .bind(RECEIVER)
        .execute(&pool)
        .await
        .unwrap();
        let task = if name == "open" {
            queued_task()
        } else {
            completed_task()
        };
        let task = task.numbered(number).insert(&pool, scope).await;
        put_into(&pool, scope, task.seq, name).await;
    }
    for migration in after {
        sqlx::raw_sql(migration.sql.clone())
            .execute(&pool)
            .await
            .unwrap();
    }
    assert_eq!(look(&pool).await, 0);
    sqlx::query("update task set status = 2")
        .execute(&pool)
        .await
        .unwrap();
    finalize(&pool, scope, "staged").await.unwrap();
    assert_eq!(look(&pool).await, 2);
    assert_eq!(called(&pool, scope, "complete").await, None);
}
