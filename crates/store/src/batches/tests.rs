use domain::TaskStatus;
use domain::api::{BatchStatus, BatchesQuery};
use domain::batch::BatchCounts;
use domain::batch_list::BatchesLink;
use sqlx::PgPool;

use super::{NewBatch, create, finalize, find, list, page, set_metadata, set_priority};
use crate::task_creation::home;
use crate::test_task::{completed_task, new_team, new_team_with_project, put_into, queued_task};
use crate::{Error, Scope, counts};

async fn street(pool: &PgPool) -> Scope {
    new_team_with_project(pool, "Street").await
}

fn week(name: &str) -> NewBatch<'_> {
    NewBatch {
        name,
        project: "Day",
        callback: "",
        metadata: "{}",
        is_calibration: false,
        is_self_label: false,
    }
}

#[sqlx::test]
async fn a_batch_goes_from_staging_over_in_progress_to_completed(pool: PgPool) {
    let scope = street(&pool).await;
    create(&pool, scope, week("week 14")).await.unwrap();
    let queued = queued_task().insert(&pool, scope).await;
    let done = completed_task().numbered(2).insert(&pool, scope).await;
    put_into(&pool, scope, queued.seq, "week 14").await;
    put_into(&pool, scope, done.seq, "week 14").await;
    let now = async || find(&pool, scope, "week 14").await.unwrap();
    assert_eq!(now().await.status(), BatchStatus::Staging);

    finalize(&pool, scope, "week 14").await.unwrap();
    let batch = now().await;
    assert_eq!(batch.status(), BatchStatus::InProgress);
    let expected = BatchCounts {
        pending: 1,
        completed: 1,
        ..BatchCounts::default()
    };
    assert_eq!(batch.counts, expected);
    counts::fold(&pool).await.unwrap();
    assert_eq!(now().await.counts, expected);

    sqlx::query("update task set status = 5 where seq = $1")
        .bind(queued.seq)
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(now().await.status(), BatchStatus::Completed);
}

#[sqlx::test]
async fn batches_are_listed_by_status_and_counted_beyond_the_page(pool: PgPool) {
    let scope = street(&pool).await;
    for name in ["a", "b", "c"] {
        create(&pool, scope, week(name)).await.unwrap();
    }
    finalize(&pool, scope, "b").await.unwrap();
    let query = |text: &str| BatchesQuery::parse(text).unwrap();
    let page = list(&pool, scope, &query("status=staging&limit=1&offset=1"))
        .await
        .unwrap();
    assert_eq!(page.total, 2);
    assert_eq!(page.batches[0].name, "a");
    let behind = list(&pool, scope, &query("offset=50")).await.unwrap();
    assert_eq!((behind.total, behind.batches.len()), (3, 0));
    let none = list(&pool, scope, &query("project=Night")).await.unwrap();
    assert_eq!(none.total, 0);
}

#[sqlx::test]
async fn a_batch_needs_a_project_and_a_name_of_its_own(pool: PgPool) {
    let scope = street(&pool).await;
    let strangers = new_team(&pool, "Strangers").await;
    let theirs = create(&pool, strangers, week("week 14")).await;
    assert!(matches!(theirs, Err(Error::Invalid(_))), "{theirs:?}");
    create(&pool, scope, week("week 14")).await.unwrap();
    let again = create(&pool, scope, week("week 14")).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
    let theirs = finalize(&pool, strangers, "week 14").await;
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "{theirs:?}");
}

fn link(query: &str) -> BatchesLink {
    let (link, broken) = BatchesLink::parse(query);
    assert_eq!(broken, []);
    link
}

#[sqlx::test]
async fn pages_of_batches_follow_each_other_without_gaps(pool: PgPool) {
    let scope = street(&pool).await;
    for number in 0..7 {
        let name = format!("week {number}");
        create(&pool, scope, week(&name)).await.unwrap();
    }
    let mut seen = Vec::new();
    let mut next = link("");
    loop {
        let page = page(&pool, scope, &next, 3).await.unwrap();
        seen.extend(page.batches.into_iter().map(|batch| batch.name));
        match page.next {
            Some(before) => next.before = Some(before),
            None => break,
        }
    }
    let expected: Vec<_> = (0..7)
        .rev()
        .map(|number| format!("week {number}"))
        .collect();
    assert_eq!(seen, expected);
    let strangers = new_team(&pool, "Strangers").await;
    let theirs = page(&pool, strangers, &link(""), 3).await.unwrap();
    assert_eq!(theirs.batches, []);
}

#[sqlx::test]
async fn batches_are_found_by_project_state_and_part_of_the_name(pool: PgPool) {
    let scope = street(&pool).await;
    for name in ["week 1", "week 2", "100% done"] {
        create(&pool, scope, week(name)).await.unwrap();
    }
    finalize(&pool, scope, "week 1").await.unwrap();
    finalize(&pool, scope, "100% done").await.unwrap();
    let done = completed_task().insert(&pool, scope).await;
    put_into(&pool, scope, done.seq, "100% done").await;
    let found = async |query: &str| -> Vec<String> {
        let page = page(&pool, scope, &link(query), 10).await.unwrap();
        page.batches.into_iter().map(|batch| batch.name).collect()
    };
    assert_eq!(found("status=staging").await, ["week 2"]);
    assert_eq!(found("status=in_progress").await, ["week 1"]);
    assert_eq!(found("status=completed").await, ["100% done"]);
    assert_eq!(found("q=WEEK&project=Day").await, ["week 2", "week 1"]);
    assert_eq!(found("q=%25").await, ["100% done"]);
    assert!(found("project=Night").await.is_empty());

    counts::fold(&pool).await.unwrap();
    let page = page(&pool, scope, &link("status=completed"), 10)
        .await
        .unwrap();
    assert_eq!(page.batches[0].counts.of(TaskStatus::Completed), 1);
    assert_eq!(page.batches[0].counts.total(), 1);
}

#[sqlx::test]
async fn a_batchs_priority_is_one_that_a_task_may_have_too(pool: PgPool) {
    let scope = street(&pool).await;
    let strangers = new_team(&pool, "Strangers").await;
    create(&pool, scope, week("week 14")).await.unwrap();
    let theirs = set_priority(&pool, strangers, "week 14", 5).await;
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "{theirs:?}");
    let high = set_priority(&pool, scope, "week 14", 1001).await;
    assert!(matches!(high, Err(Error::Invalid(_))), "{high:?}");
    set_priority(&pool, scope, "week 14", -1000).await.unwrap();
    let page = page(&pool, scope, &link(""), 10).await.unwrap();
    assert_eq!(page.batches[0].priority, -1000);
}

#[sqlx::test]
async fn a_test_key_changes_the_batches_of_test_keys_alone(pool: PgPool) {
    let live = street(&pool).await;
    let test = Scope::test(live.team_id);
    create(&pool, live, week("week 14")).await.unwrap();
    for refused in [
        finalize(&pool, test, "week 14").await,
        set_metadata(&pool, test, "week 14", r#"{"a": 1}"#).await,
        set_priority(&pool, test, "week 14", 5).await,
    ] {
        let Err(Error::Forbidden(message)) = refused else {
            panic!("{refused:?}");
        };
        assert!(message.contains("use a live key"), "{message}");
    }
    let batch = find(&pool, live, "week 14").await.unwrap();
    assert_eq!((batch.finalized_at, &*batch.metadata), (None, "{}"));

    // A batch of its own, in a live project, holds test tasks alone.
    create(&pool, test, week("trial")).await.unwrap();
    finalize(&pool, test, "trial").await.unwrap();
    set_metadata(&pool, test, "trial", r#"{"a": 1}"#)
        .await
        .unwrap();
    assert!(
        find(&pool, test, "trial")
            .await
            .unwrap()
            .finalized_at
            .is_some()
    );
    let missing = find(&pool, live, "trial").await;
    assert!(
        matches!(missing, Err(Error::NotFound { .. })),
        "{missing:?}"
    );
    let home = home(&pool, live, None, Some("trial")).await;
    assert!(matches!(home, Err(Error::Invalid(_))), "{home:?}");
    let none = finalize(&pool, live, "trial").await;
    assert!(matches!(none, Err(Error::NotFound { .. })), "{none:?}");
    let listed = page(&pool, live, &BatchesLink::default(), 10)
        .await
        .unwrap();
    assert_eq!(listed.batches.len(), 1);
}

#[sqlx::test]
async fn a_live_batch_takes_its_name_from_one_of_a_test_key(pool: PgPool) {
    let live = street(&pool).await;
    let test = Scope::test(live.team_id);
    create(&pool, test, week("week 14")).await.unwrap();
    create(&pool, live, week("week 14")).await.unwrap();
    let listed = list(&pool, test, &BatchesQuery::default()).await.unwrap();
    assert_eq!(listed.batches.len(), 2);
    assert!(listed.batches[1].name.starts_with("week 14 (test "));
    finalize(&pool, live, "week 14").await.unwrap();
    let again = create(&pool, test, week("week 14")).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
}
