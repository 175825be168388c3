use domain::audit::{AuditAction, Judgement};
use domain::task_detail::{AuditEntry, Happening, ResponseOrigin, TaskDetail};
use domain::work::Claim;
use domain::{KeyRole, ReviewStatus, TaskStatus};
use sqlx::PgPool;

use super::{Expected, judge, judge_chunk, start_bulk, undo, undo_chunk};
use crate::accounts::{KeyHolder, NewKey, key_holder, new_api_key};
use crate::test_task::{
    NewTask, RESPONSE, TestTask, completed_task, new_account, new_team, queued_task,
};
use crate::work::{claim, submit};
use crate::{Actor, Error, Scope, task_changes, task_detail};

fn accept() -> Judgement {
    Judgement::Accept {
        comment: String::new(),
    }
}

fn key(api_key_id: i32, name: &str) -> Actor<'_> {
    Actor::Key { api_key_id, name }
}

fn reject() -> Judgement {
    Judgement::Reject {
        reason: " boxes are loose ".to_owned(),
    }
}

const FIXED: &str = r#"{"annotations": [{"left": 1.50}, {"left": 2}]}"#;

fn fix() -> Judgement {
    Judgement::Fix {
        response: FIXED.to_owned(),
        comment: "tightened".to_owned(),
    }
}

async fn detail(pool: &PgPool, scope: Scope, task: TestTask) -> TaskDetail {
    task_detail::load(pool, scope, task.task_id)
        .await
        .unwrap()
        .detail
}

fn audits(detail: &TaskDetail) -> Vec<AuditEntry> {
    detail
        .history
        .iter()
        .filter_map(|entry| match &entry.what {
            Happening::Audited(audit) => Some(audit.clone()),
            _ => None,
        })
        .collect()
}

/// Lets `seconds` pass for every audit made so far.
async fn wait(pool: &PgPool, seconds: f64) {
    for statement in [
        "update audit set at = at - make_interval(secs => $1)",
        "update bulk_audit set last_at = last_at - make_interval(secs => $1)",
    ] {
        sqlx::query(statement)
            .bind(seconds)
            .execute(pool)
            .await
            .unwrap();
    }
}

struct Setting {
    scope: Scope,
    ana: i32,
    ben: i32,
    task: TestTask,
}

async fn setting(pool: &PgPool, task: NewTask) -> Setting {
    let scope = new_team(pool, "Street").await;
    Setting {
        scope,
        ana: new_account(pool, "Ana").await,
        ben: new_account(pool, "Ben").await,
        task: task.insert(pool, scope).await,
    }
}

#[sqlx::test]
async fn accepting_a_task_records_who_and_makes_a_new_version(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let before = detail(&pool, scope, task).await;

    let judged = judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(judged.version, 2);
    assert_eq!(after.version, 2);
    assert_eq!(after.row.status, TaskStatus::Completed);
    assert_eq!(after.row.review_status, ReviewStatus::Accepted);
    assert_eq!(after.row.completed_at, before.row.completed_at);
    assert!(after.row.updated_at > before.row.updated_at);
    let entry = after.history.last().unwrap();
    assert_eq!(entry.by.as_deref(), Some("Ana"));
    assert_eq!(audits(&after)[0].action, AuditAction::Accept);
}

#[sqlx::test]
async fn the_same_verdict_of_a_program_again_changes_nothing_and_another_one_does(pool: PgPool) {
    let Setting { scope, task, .. } = setting(&pool, completed_task()).await;
    let accept = |comment: &str| Judgement::Accept {
        comment: comment.to_owned(),
    };
    let say = async |by, judgement| {
        let judged = judge(
            &pool,
            scope,
            by,
            task.task_id,
            Expected::Present,
            &judgement,
        );
        judged.await.unwrap()
    };
    let first = say(key(1, "robot"), accept("fine")).await;
    let before = detail(&pool, scope, task).await;

    assert_eq!(say(key(1, "robot"), accept("fine")).await, first);
    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.updated_at, before.row.updated_at);
    assert_eq!((after.version, audits(&after).len()), (2, 1));

    say(key(2, "other"), accept("fine")).await;
    say(key(2, "other"), accept("very fine")).await;
    let after = detail(&pool, scope, task).await;
    assert_eq!((after.version, audits(&after).len()), (4, 3));
}

/// A key of the role work.
async fn new_worker(pool: &PgPool, scope: Scope, name: &str) -> KeyHolder {
    let new = NewKey {
        name,
        role: KeyRole::Work,
        is_test: scope.is_test,
        created_by: None,
    };
    let key = new_api_key(pool, scope.team_id, new).await.unwrap();
    key_holder(pool, key.as_str()).await.unwrap().unwrap()
}

fn as_actor(holder: &KeyHolder) -> Actor<'_> {
    key(holder.api_key_id, &holder.name)
}

#[sqlx::test]
async fn a_key_does_not_audit_the_response_that_it_submitted(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, queued_task()).await;
    let robot = new_worker(&pool, scope, "robot").await;
    let other = new_worker(&pool, scope, "robot").await;
    let claimed = claim(&pool, &robot, &Claim::default()).await.unwrap();
    submit(&pool, &robot, claimed[0].lease_id, RESPONSE)
        .await
        .unwrap();
    let say = async |by: Actor<'_>, judgement: Judgement| {
        judge(
            &pool,
            scope,
            by,
            task.task_id,
            Expected::Present,
            &judgement,
        )
        .await
    };
    for judgement in [accept(), reject(), fix()] {
        let refused = say(as_actor(&robot), judgement).await;
        let Err(Error::Forbidden(message)) = refused else {
            panic!("{refused:?}");
        };
        assert!(message.contains("audit it with another key"), "{message}");
    }
    assert!(audits(&detail(&pool, scope, task).await).is_empty());

    // An undone fix brings the key's response back.
    let fixed = say(ana.into(), fix()).await.unwrap();
    undo(&pool, scope, ana, fixed.audit_id).await.unwrap();
    let refused = say(as_actor(&robot), accept()).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    // Another key may, also one of the same name, and once a person has put it right, the first.
    say(as_actor(&other), accept()).await.unwrap();
    say(ana.into(), fix()).await.unwrap();
    say(as_actor(&robot), accept()).await.unwrap();
}

#[sqlx::test]
async fn a_response_from_before_keys_were_noted_is_its_authors(pool: PgPool) {
    let Setting { scope, task, .. } = setting(&pool, completed_task()).await;
    let robot = new_worker(&pool, scope, "robot").await;
    let other = new_worker(&pool, scope, "other").await;
    for author in ["API key robot", "Ben, by API key robot"] {
        sqlx::query("update response set author = $2 where seq = $1")
            .bind(task.seq)
            .bind(author)
            .execute(&pool)
            .await
            .unwrap();
        for (by, is_refused) in [(&robot, true), (&other, false)] {
            let by = as_actor(by);
            let judged = judge(&pool, scope, by, task.task_id, Expected::Present, &accept()).await;
            assert_eq!(judged.is_err(), is_refused, "{author}: {judged:?}");
        }
    }
}

#[sqlx::test]
async fn rejecting_a_task_sends_it_back_to_the_queue(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;

    judge(&pool, scope, ana, task.task_id, 1, &reject())
        .await
        .unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.status, TaskStatus::Queued);
    assert_eq!(after.row.review_status, ReviewStatus::Rejected);
    assert_eq!(after.row.completed_at, None);
    assert_eq!(audits(&after)[0].comment, "boxes are loose");
    assert_eq!(after.responses.len(), 1, "the rejected response is kept");
}

#[sqlx::test]
async fn a_rejected_task_stays_completed_where_the_project_says_so(pool: PgPool) {
    let task = NewTask {
        requeues_rejected: false,
        ..completed_task()
    };
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, task).await;

    judge(&pool, scope, ana, task.task_id, 1, &reject())
        .await
        .unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.status, TaskStatus::Completed);
    assert_eq!(after.row.review_status, ReviewStatus::Rejected);
    assert!(after.row.completed_at.is_some());
}

#[sqlx::test]
async fn fixing_a_task_adds_a_response_and_keeps_the_old_one_to_the_byte(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;

    judge(&pool, scope, ana, task.task_id, 1, &fix())
        .await
        .unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.review_status, ReviewStatus::Fixed);
    assert_eq!(after.row.response_version, 2);
    assert_eq!(after.row.annotation_count, Some(2));
    assert_eq!(after.responses[1].origin, ResponseOrigin::Fix);
    assert_eq!(after.responses[1].made_by.as_deref(), Some("Ana"));
    let text = |number| task_detail::response(&pool, scope, task.task_id, number);
    assert_eq!(text(1).await.unwrap(), RESPONSE);
    assert_eq!(text(2).await.unwrap(), FIXED);
}

#[sqlx::test]
async fn a_fix_that_is_no_json_object_is_refused_with_the_place(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    for (response, expected) in [
        ("{\n  \"annotations\": [}", "line 2 column 19"),
        ("[]", "not a JSON object"),
    ] {
        let judgement = Judgement::Fix {
            response: response.to_owned(),
            comment: String::new(),
        };
        let error = judge(&pool, scope, ana, task.task_id, 1, &judgement)
            .await
            .unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert_eq!(detail(&pool, scope, task).await.version, 1);
}

#[sqlx::test]
async fn of_two_auditors_who_act_at_once_exactly_one_wins(pool: PgPool) {
    let Setting {
        scope,
        ana,
        ben,
        task,
    } = setting(&pool, completed_task()).await;

    let (first, second) = (accept(), reject());
    let (ana, ben) = tokio::join!(
        judge(&pool, scope, ana, task.task_id, 1, &first),
        judge(&pool, scope, ben, task.task_id, 1, &second),
    );

    assert_eq!(usize::from(ana.is_ok()) + usize::from(ben.is_ok()), 1);
    let loser = ana.err().or(ben.err()).unwrap();
    assert!(matches!(loser, Error::Conflict { .. }), "{loser}");
    let after = detail(&pool, scope, task).await;
    assert_eq!(after.version, 2);
    assert_eq!(audits(&after).len(), 1);
}

#[sqlx::test]
async fn a_verdict_on_what_the_auditor_did_not_see_is_a_conflict(pool: PgPool) {
    let Setting {
        scope,
        ana,
        ben,
        task,
    } = setting(&pool, completed_task()).await;
    judge(&pool, scope, ana, task.task_id, 1, &fix())
        .await
        .unwrap();

    let late = judge(&pool, scope, ben, task.task_id, 1, &fix()).await;

    assert!(matches!(late, Err(Error::Conflict { .. })), "{late:?}");
    assert_eq!(detail(&pool, scope, task).await.responses.len(), 2);
}

#[sqlx::test]
async fn a_task_that_is_not_completed_cannot_be_judged(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, queued_task()).await;
    let error = judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Invalid(text) if text.contains("Queued")),
        "{error}"
    );
}

#[sqlx::test]
async fn another_teams_task_is_not_there(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let strangers = new_team(&pool, "Strangers").await;
    let test_mode = Scope::test(scope.team_id);
    let audit = judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap();
    for other in [strangers, test_mode] {
        let judged = judge(&pool, other, ana, task.task_id, 2, &reject()).await;
        assert!(matches!(judged, Err(Error::NotFound { .. })), "{judged:?}");
        let undone = undo(&pool, other, ana, audit.audit_id).await;
        assert!(matches!(undone, Err(Error::NotFound { .. })), "{undone:?}");
        let loaded = task_detail::load(&pool, other, task.task_id).await;
        assert!(matches!(loaded, Err(Error::NotFound { .. })));
    }
}

#[sqlx::test]
async fn undoing_a_rejection_restores_the_former_state(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let before = detail(&pool, scope, task).await;
    let audit = judge(&pool, scope, ana, task.task_id, 1, &reject())
        .await
        .unwrap();

    let undone = undo(&pool, scope, ana, audit.audit_id).await.unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(undone.version, 3);
    assert_eq!(after.state(), before.state());
    assert_eq!(after.row.completed_at, before.row.completed_at);
    let audits = audits(&after);
    assert!(audits[0].is_undone);
    assert_eq!(audits[1].action, AuditAction::Undo);
}

#[sqlx::test]
async fn undoing_a_fix_brings_the_old_response_back_and_keeps_the_fix(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let audit = judge(&pool, scope, ana, task.task_id, 1, &fix())
        .await
        .unwrap();

    undo(&pool, scope, ana, audit.audit_id).await.unwrap();

    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.response_version, 3);
    assert_eq!(after.row.annotation_count, Some(1));
    let origins: Vec<_> = after
        .responses
        .iter()
        .map(|response| response.origin)
        .collect();
    assert_eq!(
        origins,
        [
            ResponseOrigin::Labeler,
            ResponseOrigin::Fix,
            ResponseOrigin::Undo
        ]
    );
    let text = task_detail::response(&pool, scope, task.task_id, 3)
        .await
        .unwrap();
    assert_eq!(text, RESPONSE);
}

#[sqlx::test]
async fn an_undo_is_refused_late_to_others_twice_and_after_a_change(pool: PgPool) {
    let Setting {
        scope,
        ana,
        ben,
        task,
    } = setting(&pool, completed_task()).await;
    let audit = judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap();

    let foreign = undo(&pool, scope, ben, audit.audit_id).await.unwrap_err();
    assert!(
        foreign.to_string().contains("only the auditor"),
        "{foreign}"
    );

    let second = judge(&pool, scope, ben, task.task_id, 2, &reject())
        .await
        .unwrap();
    let changed = undo(&pool, scope, ana, audit.audit_id).await.unwrap_err();
    assert!(
        changed.to_string().contains("has changed since"),
        "{changed}"
    );

    undo(&pool, scope, ben, second.audit_id).await.unwrap();
    let twice = undo(&pool, scope, ben, second.audit_id).await.unwrap_err();
    assert!(twice.to_string().contains("already"), "{twice}");

    wait(&pool, 10.5).await;
    let late = undo(&pool, scope, ana, audit.audit_id).await.unwrap_err();
    assert!(late.to_string().contains("within 10 seconds"), "{late}");
}

#[sqlx::test]
async fn a_new_tag_does_not_stand_in_the_way_of_an_undo(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let audit = judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap();
    task_changes::add_tags(&pool, scope, ana, &[task.seq], &["night".to_owned()])
        .await
        .unwrap();
    undo(&pool, scope, ana, audit.audit_id).await.unwrap();
    assert_eq!(detail(&pool, scope, task).await.row.tags, ["night"]);
}

#[sqlx::test]
async fn a_bulk_judges_what_it_can_and_says_why_not_for_the_rest(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let queued = queued_task().numbered(2).insert(&pool, scope).await;
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();

    let seqs = [queued.seq, task.seq];
    let chunk = judge_chunk(&pool, scope, ana, bulk, &seqs, &accept())
        .await
        .unwrap();

    assert_eq!(chunk.done, 1);
    assert_eq!(chunk.failed.len(), 1);
    assert_eq!(chunk.failed[0].task_id, queued.task_id);
    assert!(chunk.failed[0].reason.contains("Queued"));
    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.review_status, ReviewStatus::Accepted);
}

#[sqlx::test]
async fn a_bulk_leaves_tasks_that_its_verdict_was_given_before(pool: PgPool) {
    let Setting {
        scope,
        ana,
        ben,
        task,
    } = setting(&pool, completed_task()).await;
    let other = completed_task().numbered(2).insert(&pool, scope).await;
    let judge_all = async |by| {
        let bulk = start_bulk(&pool, scope, by).await.unwrap();
        let seqs = [task.seq, other.seq];
        let chunk = judge_chunk(&pool, scope, by, bulk, &seqs, &accept())
            .await
            .unwrap();
        (bulk, chunk)
    };
    judge(&pool, scope, ana, task.task_id, 1, &accept())
        .await
        .unwrap();
    let before = detail(&pool, scope, task).await;

    let (bulk, chunk) = judge_all(ana).await;
    assert_eq!((chunk.done, chunk.failed.len()), (1, 0));
    assert_eq!(detail(&pool, scope, task).await, before);
    assert_eq!(audits(&detail(&pool, scope, other).await).len(), 1);
    let (_, again) = judge_all(ana).await;
    assert_eq!((again.done, again.failed.len()), (0, 0));

    // What is taken back is what the bulk changed.
    let (undone, _) = undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap();
    assert_eq!((undone.done, undone.failed.len()), (1, 0));
    assert_eq!(detail(&pool, scope, task).await, before);
    let restored = detail(&pool, scope, other).await;
    assert_eq!(restored.row.review_status, ReviewStatus::Pending);

    // Another person's verdict is another one.
    let (_, by_ben) = judge_all(ben).await;
    assert_eq!((by_ben.done, by_ben.failed.len()), (2, 0));
    let (_, after) = judge_all(ana).await;
    assert_eq!((after.done, after.failed.len()), (2, 0));
}

#[sqlx::test]
async fn a_bulk_can_be_taken_back_as_a_whole(pool: PgPool) {
    let Setting {
        scope,
        ana,
        task,
        ben,
    } = setting(&pool, completed_task()).await;
    let other = completed_task().numbered(2).insert(&pool, scope).await;
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();
    let seqs = [task.seq, other.seq];
    judge_chunk(&pool, scope, ana, bulk, &seqs, &reject())
        .await
        .unwrap();
    let foreign = undo_chunk(&pool, scope, ben, bulk, 0).await;
    assert!(
        matches!(foreign, Err(Error::NotFound { .. })),
        "{foreign:?}"
    );

    let (chunk, last) = undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap();
    let rest = undo_chunk(&pool, scope, ana, bulk, last.unwrap())
        .await
        .unwrap();

    assert_eq!(chunk.done, 2);
    assert_eq!(rest.1, None);
    for task in [task, other] {
        let after = detail(&pool, scope, task).await;
        assert_eq!(after.row.status, TaskStatus::Completed);
        assert_eq!(after.row.review_status, ReviewStatus::Pending);
    }
}

#[sqlx::test]
async fn taking_a_bulk_back_leaves_tasks_that_changed_since(pool: PgPool) {
    let Setting {
        scope,
        ana,
        task,
        ben,
    } = setting(&pool, completed_task()).await;
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();
    judge_chunk(&pool, scope, ana, bulk, &[task.seq], &accept())
        .await
        .unwrap();
    judge(&pool, scope, ben, task.task_id, 2, &fix())
        .await
        .unwrap();

    let (chunk, _) = undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap();

    assert_eq!(chunk.done, 0);
    assert!(chunk.failed[0].reason.contains("has changed since"));
    let after = detail(&pool, scope, task).await;
    assert_eq!(after.row.review_status, ReviewStatus::Fixed);
}

#[sqlx::test]
async fn a_bulk_can_be_taken_back_for_ten_seconds_only(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();
    judge_chunk(&pool, scope, ana, bulk, &[task.seq], &accept())
        .await
        .unwrap();
    wait(&pool, 10.5).await;
    let late = undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap_err();
    assert!(late.to_string().contains("within 10 seconds"), "{late}");
}

#[sqlx::test]
async fn an_undo_that_began_in_time_may_go_on(pool: PgPool) {
    let Setting {
        scope, ana, task, ..
    } = setting(&pool, completed_task()).await;
    let bulk = start_bulk(&pool, scope, ana).await.unwrap();
    judge_chunk(&pool, scope, ana, bulk, &[task.seq], &accept())
        .await
        .unwrap();
    undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap();
    sqlx::query(
        "update bulk_audit set undo_started_at = undo_started_at - interval '1 minute', \
         last_at = last_at - interval '1 minute'",
    )
    .execute(&pool)
    .await
    .unwrap();
    undo_chunk(&pool, scope, ana, bulk, 0).await.unwrap();
}
