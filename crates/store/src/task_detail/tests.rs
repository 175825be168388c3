use domain::TaskId;
use domain::task_detail::{AttachedFile, Happening, ResponseOrigin};
use sqlx::PgPool;

use super::{load, response, uploaded};
use crate::Error;
use crate::test_task::{NewTask, RESPONSE, completed_task, new_team};

const UPLOADED: &str = r##"{"instruction": "# Boxes", "urgency": 7, "params": {"b": 1.0, "a": 2},
    "metadata": {"z": "last", "a": 1.50, "m": {"k": [1]}}}"##;

fn rich_task() -> NewTask {
    NewTask {
        uploaded: UPLOADED,
        ..completed_task()
    }
}

#[sqlx::test]
async fn a_task_is_loaded_with_its_texts_as_they_were_written(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = rich_task().insert(&pool, scope).await;

    let loaded = load(&pool, scope, task.task_id).await.unwrap();

    assert_eq!(loaded.params, r#"{"b": 1.0, "a": 2}"#);
    assert_eq!(loaded.detail.instruction, "# Boxes");
    assert_eq!(loaded.detail.urgency, "", "a number is no urgency");
    let keys: Vec<_> = loaded
        .detail
        .metadata
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(keys, ["z", "a", "m"]);
    assert_eq!(loaded.detail.metadata[2].1, r#"{"k":[1]}"#);
    assert_eq!(
        uploaded(&pool, scope, task.task_id).await.unwrap(),
        UPLOADED
    );
    assert_eq!(
        response(&pool, scope, task.task_id, 1).await.unwrap(),
        RESPONSE
    );
}

#[sqlx::test]
async fn a_task_without_an_instruction_shows_its_projects(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = completed_task().insert(&pool, scope).await;
    let detail = load(&pool, scope, task.task_id).await.unwrap().detail;
    assert_eq!(detail.instruction, "As for the whole project.");
}

#[sqlx::test]
async fn the_history_begins_with_the_creation_and_the_response(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = completed_task().insert(&pool, scope).await;
    let history = load(&pool, scope, task.task_id)
        .await
        .unwrap()
        .detail
        .history;
    let what: Vec<_> = history.into_iter().map(|entry| entry.what).collect();
    assert_eq!(
        what,
        [
            Happening::Created,
            Happening::Responded {
                number: 1,
                origin: ResponseOrigin::Labeler
            }
        ]
    );
}

#[sqlx::test]
async fn attachments_tell_stored_files_from_broken_addresses(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let task = completed_task().insert(&pool, scope).await;
    sqlx::query(
        "insert into blob (sha256, size, mime, width, height) \
         values (decode(repeat('ab', 32), 'hex'), 1234, 'image/png', 640, 480)",
    )
    .execute(&pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into attachment (seq, url, sha256, problem) values \
         ($1, 'a.png', decode(repeat('ab', 32), 'hex'), null), ($1, 'b.png', null, '404 Not Found')",
    )
    .bind(task.seq)
    .execute(&pool)
    .await
    .unwrap();

    let attachments = load(&pool, scope, task.task_id)
        .await
        .unwrap()
        .detail
        .attachments;

    assert_eq!(
        attachments[0].file,
        AttachedFile::Stored {
            mime: "image/png".to_owned(),
            bytes: 1234,
            pixels: Some((640, 480))
        }
    );
    assert_eq!(
        attachments[1].file,
        AttachedFile::Broken {
            problem: "404 Not Found".to_owned()
        }
    );
}

#[sqlx::test]
async fn a_task_that_does_not_exist_is_named_in_the_message(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let missing = TaskId::from_bytes([9; 12]);
    let error = load(&pool, scope, missing).await.unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }));
    assert!(error.to_string().contains(&missing.to_string()));
}
