use domain::TaskStatus;
use domain::task_detail::Happening;
use sqlx::PgPool;

use super::{add_tags, cancel, remove_tags};
use crate::test_task::{completed_task, new_account, new_team, queued_task};
use crate::{Error, task_detail};

fn tags(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[sqlx::test]
async fn pending_tasks_are_canceled_and_others_stay(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = new_account(&pool, "Ana").await;
    let queued = queued_task().insert(&pool, scope).await;
    let done = completed_task().numbered(2).insert(&pool, scope).await;

    let chunk = cancel(&pool, scope, ana, &[done.seq, queued.seq])
        .await
        .unwrap();

    assert_eq!(chunk.done, 1);
    assert_eq!(chunk.failed[0].task_id, done.task_id);
    let after = task_detail::load(&pool, scope, queued.task_id)
        .await
        .unwrap()
        .detail;
    assert_eq!(after.row.status, TaskStatus::Canceled);
    assert_eq!(after.version, 2);
    let last = after.history.last().unwrap();
    assert_eq!(last.by.as_deref(), Some("Ana"));
    assert_eq!(
        last.what,
        Happening::Event {
            kind: "canceled".to_owned(),
            detail: r#"{"was" : "queued"}"#.to_owned(),
        }
    );
}

#[sqlx::test]
async fn tags_are_added_once_in_the_order_given_and_removed_where_they_are(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = new_account(&pool, "Ana").await;
    let task = queued_task().insert(&pool, scope).await;
    let now = async || {
        task_detail::load(&pool, scope, task.task_id)
            .await
            .unwrap()
            .detail
    };
    let seqs = [task.seq];

    add_tags(&pool, scope, ana, &seqs, &tags(&["rain", " night "]))
        .await
        .unwrap();
    add_tags(&pool, scope, ana, &seqs, &tags(&["night", "fog"]))
        .await
        .unwrap();
    assert_eq!(now().await.row.tags, ["rain", "night", "fog"]);

    let unchanged = add_tags(&pool, scope, ana, &seqs, &tags(&["fog"]))
        .await
        .unwrap();
    assert_eq!(unchanged.done, 0);
    assert_eq!(now().await.version, 3);

    remove_tags(&pool, scope, ana, &seqs, &tags(&["night", "snow"]))
        .await
        .unwrap();
    let after = now().await;
    assert_eq!(after.row.tags, ["rain", "fog"]);
    assert_eq!(after.history.len(), 4);
}

#[sqlx::test]
async fn a_blank_tag_is_refused(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = new_account(&pool, "Ana").await;
    let refused = add_tags(&pool, scope, ana, &[1], &tags(&["  "])).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

#[sqlx::test]
async fn another_teams_tasks_are_not_touched(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let strangers = new_team(&pool, "Strangers").await;
    let ana = new_account(&pool, "Ana").await;
    let task = queued_task().insert(&pool, scope).await;
    let seqs = [task.seq];
    assert_eq!(cancel(&pool, strangers, ana, &seqs).await.unwrap().done, 0);
    let tagged = add_tags(&pool, strangers, ana, &seqs, &tags(&["x"]))
        .await
        .unwrap();
    assert_eq!(tagged.done, 0);
    let after = task_detail::load(&pool, scope, task.task_id)
        .await
        .unwrap()
        .detail;
    assert_eq!(after.version, 1);
}
