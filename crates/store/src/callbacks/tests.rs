use std::time::Duration;

use domain::audit::Judgement;
use domain::callback::{CallbackEvent, CallbackState, callback_body};
use domain::work::Claim;
use domain::{KeyRole, ReviewStatus, TaskStatus};
use serde_json::Value;
use sqlx::PgPool;

use super::*;
use crate::accounts::{KeyHolder, NewKey, key_holder, new_api_key};
use crate::audits::{Expected, judge, judge_chunk, start_bulk};
use crate::test_task::{TestTask, completed_task, new_account, new_team, queued_task};
use crate::work::{claim, fail, submit};
use crate::{Actor, Error, Scope, task_changes, task_detail};

const LEASE: Duration = Duration::from_mins(1);
const ROBOT: Actor<'_> = Actor::Key {
    api_key_id: 0,
    name: "robot",
};
const RECEIVER: &str = "https://hooks.example.com/own";

/// Makes the task one of a creation call that named an address.
async fn with_address(pool: &PgPool, task: TestTask) -> TestTask {
    let body = serde_json::json!({"callback_url": RECEIVER, "note": "a\u{0}b"}).to_string();
    sqlx::query("update task_document set form = 'call', uploaded = $2::json, callback_url = $3 where seq = $1")
        .bind(task.seq)
        .bind(body)
        .bind(RECEIVER)
        .execute(pool)
        .await
        .unwrap();
    task
}

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

async fn complete(pool: &PgPool, holder: &KeyHolder, response: &str) {
    let claimed = claim(pool, holder, &Claim::default()).await.unwrap();
    submit(pool, holder, claimed[0].lease_id, response)
        .await
        .unwrap();
}

async fn accept(pool: &PgPool, scope: Scope, task: TestTask) {
    let judgement = Judgement::Accept {
        comment: "fine".to_owned(),
    };
    judge(
        pool,
        scope,
        ROBOT,
        task.task_id,
        Expected::Present,
        &judgement,
    )
    .await
    .unwrap();
}

pub(super) fn up_to(limit: i64) -> DueClaim {
    DueClaim {
        limit,
        ..DueClaim::default()
    }
}

async fn take_one(pool: &PgPool) -> Option<Taken> {
    let mut taken = take(pool, LEASE, &up_to(10)).await.unwrap();
    assert!(taken.len() <= 1, "{taken:?}");
    taken.pop()
}

pub(super) fn tried(error: Option<&str>) -> Tried {
    Tried {
        address: RECEIVER.to_owned(),
        status: Some(if error.is_some() { 500 } else { 200 }),
        error: error.map(ToOwned::to_owned),
        took: Duration::from_millis(7),
    }
}

async fn deliver(pool: &PgPool, taken: &Taken) {
    finish(pool, taken, &tried(None), Next::Delivered)
        .await
        .unwrap();
}

async fn fail_try(pool: &PgPool, taken: &Taken, next: Next) {
    finish(pool, taken, &tried(Some("down")), next)
        .await
        .unwrap();
}

async fn lease_ends(pool: &PgPool) {
    sqlx::query("update callback_line set next_try_at = now() where next_try_at is not null")
        .execute(pool)
        .await
        .unwrap();
}

async fn queued(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from callback")
        .fetch_one(pool)
        .await
        .unwrap()
}

async fn body(pool: &PgPool, taken: &Taken) -> Value {
    let task = task_then(pool, taken).await.unwrap().unwrap();
    serde_json::from_str(&callback_body(&task).unwrap()).unwrap()
}

#[sqlx::test]
async fn a_completion_calls_back_at_the_tasks_own_address(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let task = with_address(&pool, queued_task().insert(&pool, scope).await).await;
    complete(&pool, &holder, r#"{"n": 1.0}"#).await;

    let taken = take_one(&pool).await.unwrap();
    assert_eq!(taken.event, CallbackEvent::Completed);
    assert_eq!(taken.address.as_deref(), Some(RECEIVER));
    assert_eq!((taken.number, taken.scope), (1, scope));
    let body = body(&pool, &taken).await;
    assert_eq!(body["task_id"], task.task_id.to_string());
    assert_eq!(body["response"]["n"], 1.0);
    assert_eq!(body["task"].get("callback_succeeded"), None);

    deliver(&pool, &taken).await;
    assert!(take_one(&pool).await.is_none());
    let whole = task_detail::whole(&pool, scope, task.task_id)
        .await
        .unwrap();
    assert!(whole.callback.unwrap().succeeded);
}

#[sqlx::test]
async fn a_task_from_a_file_calls_back_only_where_its_team_says(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let task = queued_task().insert(&pool, scope).await;
    sqlx::query("update task_document set uploaded = json_build_object('callback_url', $2::text) where seq = $1")
        .bind(task.seq)
        .bind(RECEIVER)
        .execute(&pool)
        .await
        .unwrap();
    complete(&pool, &holder, "{}").await;
    assert_eq!(queued(&pool).await, 0);

    set_default_url(&pool, scope, " ops@example.com ")
        .await
        .unwrap();
    accept(&pool, scope, task).await;
    let taken = take_one(&pool).await.unwrap();
    assert_eq!(taken.address.as_deref(), Some("ops@example.com"));
    assert_eq!(taken.event, CallbackEvent::Audited);
    // Test tasks have an address of their own.
    let test = Scope::test(scope.team_id);
    let other = completed_task().numbered(2).insert(&pool, test).await;
    accept(&pool, test, other).await;
    assert_eq!(queued(&pool).await, 1);
    let wrong = set_default_url(&pool, scope, "ftp://x").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
}

#[sqlx::test]
async fn a_batchs_address_is_not_called_for_its_tasks(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = completed_task().insert(&pool, scope).await;
    sqlx::query(
        "with batch as (
             insert into batch (team_id, name, callback)
             values ($1, 'week 14', 'https://hooks.example.com/batch')
             returning batch_id)
         update task set batch_id = batch.batch_id from batch where seq = $2",
    )
    .bind(scope.team_id)
    .bind(task.seq)
    .execute(&pool)
    .await
    .unwrap();
    set_default_url(&pool, scope, "ops@example.com")
        .await
        .unwrap();
    accept(&pool, scope, task).await;
    let taken = take_one(&pool).await.unwrap();
    assert_eq!(taken.address.as_deref(), Some("ops@example.com"));
}

#[sqlx::test]
async fn words_with_a_nul_are_noted_without(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = with_address(&pool, completed_task().insert(&pool, scope).await).await;
    accept(&pool, scope, task).await;
    let taken = take_one(&pool).await.unwrap();
    finish(&pool, &taken, &tried(Some("550 a\0b")), Next::GiveUp)
        .await
        .unwrap();
    let entry = of_task(&pool, task.seq).await.unwrap().remove(0);
    assert_eq!(entry.attempts[0].error.as_deref(), Some("550 a b"));
}

#[sqlx::test]
async fn what_goes_nowhere_or_is_on_its_way_does_not_count_as_sent_again(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let mut tasks = Vec::new();
    for number in 1..=3 {
        let task = completed_task().numbered(number).insert(&pool, scope).await;
        with_address(&pool, task).await;
        accept(&pool, scope, task).await;
        let taken = take_one(&pool).await.unwrap();
        let next = if number == 2 {
            Next::Retry(Duration::from_hours(1))
        } else {
            Next::GiveUp
        };
        fail_try(&pool, &taken, next).await;
        tasks.push(task);
    }
    lease_ends(&pool).await;
    take_one(&pool).await.unwrap();
    sqlx::query("update task_document set callback_url = null where seq = $1")
        .bind(tasks[0].seq)
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(failing(&pool, scope, 10).await.unwrap().total, 3);
    assert_eq!(resend_failing(&pool, scope).await.unwrap(), 1);
}

#[sqlx::test]
async fn callbacks_of_a_task_wait_for_each_other_and_tell_what_was(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let task = with_address(&pool, queued_task().insert(&pool, scope).await).await;
    complete(&pool, &holder, r#"{"n": 1}"#).await;
    let fix = Judgement::Fix {
        response: r#"{"n": 2}"#.to_owned(),
        comment: String::new(),
    };
    judge(&pool, scope, ROBOT, task.task_id, Expected::Present, &fix)
        .await
        .unwrap();
    let reject = Judgement::Reject {
        reason: "loose".to_owned(),
    };
    judge(
        &pool,
        scope,
        ROBOT,
        task.task_id,
        Expected::Present,
        &reject,
    )
    .await
    .unwrap();

    let first = take_one(&pool).await.unwrap();
    assert_eq!(first.event, CallbackEvent::Completed);
    let said = body(&pool, &first).await;
    assert_eq!(said["response"]["n"], 1);
    assert_eq!(said["task"]["customer_review_status"], "pending");
    assert_eq!(said["task"].get("audits"), None);
    assert!(take_one(&pool).await.is_none(), "the others wait");

    fail_try(&pool, &first, Next::Retry(Duration::from_hours(1))).await;
    assert!(take_one(&pool).await.is_none(), "they wait over a failure");
    let seconds = seconds_to_next(&pool).await.unwrap().unwrap();
    assert!((3500.0..=3600.0).contains(&seconds), "{seconds}");

    lease_ends(&pool).await;
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.delivery_id, first.delivery_id);
    assert_eq!(again.number, 2);
    deliver(&pool, &again).await;
    let second = take_one(&pool).await.unwrap();
    let said = body(&pool, &second).await;
    assert_eq!(said["response"]["n"], 2);
    assert_eq!(said["prior_responses"][0]["n"], 1);
    assert_eq!(said["task"]["customer_review_status"], "fixed");
    assert_ne!(second.delivery_id, first.delivery_id);
    deliver(&pool, &second).await;
    let third = take_one(&pool).await.unwrap();
    assert_eq!(third.event, CallbackEvent::Recalled);
    assert_eq!(body(&pool, &third).await["status"], "pending");
    deliver(&pool, &third).await;
    assert_eq!(seconds_to_next(&pool).await.unwrap(), None);
}

#[sqlx::test]
async fn what_a_server_did_not_end_is_taken_again_and_its_late_word_changes_nothing(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = with_address(&pool, completed_task().insert(&pool, scope).await).await;
    accept(&pool, scope, task).await;
    let lost = take_one(&pool).await.unwrap();
    assert!(take_one(&pool).await.is_none());
    lease_ends(&pool).await;
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.number, 2);
    deliver(&pool, &lost).await;
    let state = async || of_task(&pool, task.seq).await.unwrap().remove(0).state;
    assert_eq!(state().await, CallbackState::Waiting);
    deliver(&pool, &again).await;
    assert_eq!(state().await, CallbackState::Delivered);
    let entry = of_task(&pool, task.seq).await.unwrap().remove(0);
    let numbers: Vec<i32> = entry
        .attempts
        .iter()
        .map(|attempt| attempt.number)
        .collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(entry.attempts[1].status, Some(200));
}

#[sqlx::test]
async fn several_servers_never_take_the_same(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    for number in 1..=60 {
        let task = completed_task().numbered(number).insert(&pool, scope).await;
        with_address(&pool, task).await;
        accept(&pool, scope, task).await;
    }
    let servers: Vec<_> = (0..4)
        .map(|_| {
            let pool = pool.clone();
            tokio::spawn(async move {
                let mut ids = Vec::new();
                loop {
                    let taken = take(&pool, LEASE, &up_to(7)).await.unwrap();
                    if taken.is_empty() {
                        return ids;
                    }
                    for taken in taken {
                        deliver(&pool, &taken).await;
                        ids.push(taken.callback_id);
                    }
                }
            })
        })
        .collect();
    let mut ids = Vec::new();
    for server in servers {
        ids.extend(server.await.unwrap());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 60);
}

#[sqlx::test]
async fn a_busy_team_does_not_hold_up_the_others(pool: PgPool) {
    let busy = new_team(&pool, "Busy").await;
    let other = new_team(&pool, "Other").await;
    for (number, scope) in [(1, busy), (2, other)] {
        let task = completed_task().numbered(number).insert(&pool, scope).await;
        with_address(&pool, task).await;
        accept(&pool, scope, task).await;
    }
    let claim = DueClaim {
        busy_teams: vec![busy.team_id],
        ..up_to(10)
    };
    let taken = take(&pool, LEASE, &claim).await.unwrap();
    let scopes: Vec<Scope> = taken.iter().map(|taken| taken.scope).collect();
    assert_eq!(scopes, [other]);
}

#[sqlx::test]
async fn a_given_up_callback_lets_the_next_one_come_and_can_be_sent_again(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = with_address(&pool, completed_task().insert(&pool, scope).await).await;
    accept(&pool, scope, task).await;
    let taken = take_one(&pool).await.unwrap();
    fail_try(&pool, &taken, Next::GiveUp).await;
    assert!(take_one(&pool).await.is_none());
    let whole = task_detail::whole(&pool, scope, task.task_id)
        .await
        .unwrap();
    assert!(!whole.callback.unwrap().succeeded);
    let failures = failing(&pool, scope, 10).await.unwrap();
    assert_eq!(failures.total, 1);
    assert_eq!(failures.latest[0].task_id, task.task_id);
    let last = failures.latest[0].last.clone().unwrap();
    assert_eq!(
        (last.status, last.error.as_deref()),
        (Some(500), Some("down"))
    );

    let strangers = new_team(&pool, "Strangers").await;
    let theirs = resend(&pool, strangers, task.task_id).await;
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "{theirs:?}");
    assert_eq!(resend_failing(&pool, strangers).await.unwrap(), 0);
    assert_eq!(failing(&pool, strangers, 10).await.unwrap().total, 0);

    assert_eq!(resend_failing(&pool, scope).await.unwrap(), 1);
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.event, CallbackEvent::Resent);
    // While one is on its way, asking again sends no second one.
    resend(&pool, scope, task.task_id).await.unwrap();
    assert!(take_one(&pool).await.is_none());
    deliver(&pool, &again).await;
    assert_eq!(failing(&pool, scope, 10).await.unwrap().total, 0);
}

#[sqlx::test]
async fn sending_again_does_not_wait_for_the_next_try(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = with_address(&pool, completed_task().insert(&pool, scope).await).await;
    accept(&pool, scope, task).await;
    let taken = take_one(&pool).await.unwrap();
    fail_try(&pool, &taken, Next::Retry(Duration::from_hours(9))).await;
    resend(&pool, scope, task.task_id).await.unwrap();
    let again = take_one(&pool).await.unwrap();
    assert_eq!(again.delivery_id, taken.delivery_id);
    let plain = completed_task().numbered(2).insert(&pool, scope).await;
    let nowhere = resend(&pool, scope, plain.task_id).await.unwrap_err();
    assert!(nowhere.to_string().contains("go nowhere"), "{nowhere}");
}

#[sqlx::test]
async fn only_what_was_changed_calls_back(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let holder = worker(&pool, scope).await;
    let ana = new_account(&pool, "Ana").await;
    let completed = completed_task().numbered(1).insert(&pool, scope).await;
    let waiting = queued_task().numbered(2).insert(&pool, scope).await;
    let broken = queued_task().numbered(3).insert(&pool, scope).await;
    for task in [completed, waiting, broken] {
        with_address(&pool, task).await;
    }
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();
    let accept = Judgement::Accept {
        comment: String::new(),
    };
    let seqs = [completed.seq, waiting.seq];
    for _ in 0..2 {
        judge_chunk(&pool, scope, ana, bulk, &seqs, &accept)
            .await
            .unwrap();
    }
    assert_eq!(
        queued(&pool).await,
        1,
        "one could not be judged, and once is enough"
    );
    let late = judge(&pool, scope, ana, completed.task_id, 1, &accept).await;
    assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
    task_changes::cancel(&pool, scope, ana, &[waiting.seq])
        .await
        .unwrap();
    assert_eq!(queued(&pool).await, 1, "whoever cancels knows it");
    let claimed = claim(&pool, &holder, &Claim::default()).await.unwrap();
    fail(&pool, scope, claimed[0].lease_id, "black")
        .await
        .unwrap();
    let events: Vec<String> = sqlx::query_scalar("select event from callback order by callback_id")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(events, ["audited", "error"]);
}

#[sqlx::test]
async fn old_callbacks_are_forgotten_and_what_waits_is_not(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    for (number, ends) in [
        (1, Some(Next::Delivered)),
        (2, Some(Next::GiveUp)),
        (3, None),
    ] {
        let task = completed_task().numbered(number).insert(&pool, scope).await;
        with_address(&pool, task).await;
        accept(&pool, scope, task).await;
        if let Some(next) = ends {
            let taken = take_one(&pool).await.unwrap();
            finish(&pool, &taken, &tried(Some("x")), next)
                .await
                .unwrap();
        }
    }
    let age = async |days: i32| {
        sqlx::query("update callback set at = at - make_interval(days => $1), finished_at = finished_at - make_interval(days => $1)")
            .bind(days)
            .execute(&pool)
            .await
            .unwrap();
    };
    age(31).await;
    assert_eq!(prune(&pool).await.unwrap(), 1);
    assert_eq!(failing(&pool, scope, 10).await.unwrap().total, 1);
    age(60).await;
    assert_eq!(prune(&pool).await.unwrap(), 1);
    assert_eq!(failing(&pool, scope, 10).await.unwrap().total, 0);
    assert_eq!(queued(&pool).await, 1);
    let whole = task_detail::whole(&pool, scope, domain::TaskId::from_bytes([1; 12]))
        .await
        .unwrap();
    assert!(whole.callback.unwrap().succeeded);
    assert_eq!(whole.row.status, TaskStatus::Completed);
    assert_eq!(whole.row.review_status, ReviewStatus::Accepted);
}

/// A task of a team that calls this address back.
async fn calling(pool: &PgPool, scope: Scope, number: u8, address: &str) {
    let task = completed_task().numbered(number).insert(pool, scope).await;
    let task = with_address(pool, task).await;
    sqlx::query("update task_document set callback_url = $2 where seq = $1")
        .bind(task.seq)
        .bind(address)
        .execute(pool)
        .await
        .unwrap();
    accept(pool, scope, task).await;
}

async fn places(pool: &PgPool, claim: DueClaim) -> Vec<String> {
    let taken = take(pool, LEASE, &claim).await.unwrap();
    taken.into_iter().map(|taken| taken.place.address).collect()
}

#[sqlx::test]
async fn a_busy_receiver_does_not_hold_up_the_others_of_its_team(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let team = scope.team_id;
    calling(&pool, scope, 1, "https://a.example/hook?task=1").await;
    calling(&pool, scope, 2, "https://a.example/other").await;
    calling(&pool, scope, 3, "https://b.example:8443/hook").await;
    sqlx::query("update team set callback_url = 'https://c.example/' where team_id = $1")
        .bind(team)
        .execute(&pool)
        .await
        .unwrap();
    let task = completed_task().numbered(4).insert(&pool, scope).await;
    accept(&pool, scope, task).await;

    let hook = format!("{team} https://a.example/hook");
    let claim = DueClaim {
        only_addresses: Some(vec![format!("{team} https://nowhere.example/")]),
        ..up_to(10)
    };
    assert!(places(&pool, claim).await.is_empty());
    let claim = DueClaim {
        busy_addresses: vec![hook.clone(), format!("{team} https://c.example/")],
        busy_hosts: vec![format!("{team} b.example:8443")],
        ..up_to(10)
    };
    assert_eq!(
        places(&pool, claim).await,
        [format!("{team} https://a.example/other")]
    );
    let claim = DueClaim {
        only_addresses: Some(vec![hook.clone()]),
        ..up_to(10)
    };
    assert_eq!(places(&pool, claim).await, [hook]);
    let claim = DueClaim {
        busy_hosts: vec![format!("{team} c.example")],
        ..up_to(10)
    };
    assert_eq!(
        places(&pool, claim).await,
        [format!("{team} https://b.example:8443/hook")]
    );
    assert_eq!(
        places(&pool, up_to(10)).await,
        [format!("{team} https://c.example/")]
    );
}
