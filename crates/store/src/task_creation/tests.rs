use domain::TaskType;
use domain::record::{TaskRecord, fill_in, whole_task};
use serde_json::value::RawValue;
use sqlx::PgPool;

use super::{Created, IdempotencyKey, NewTask, create, home};
use crate::projects::{self, NewProject};
use crate::test_task::new_team;
use crate::{Error, Result, Scope, task_detail};

async fn make(pool: &PgPool, scope: Scope, body: &str, key: Option<&str>) -> Result<Created> {
    let raw = RawValue::from_string(body.to_owned()).unwrap();
    let record = TaskRecord::of_call(TaskType::TextCollection, &raw).unwrap();
    let home = home(
        pool,
        scope,
        record.project.as_deref(),
        record.batch.as_deref(),
    )
    .await?;
    let body_filled = RawValue::from_string(fill_in(body, &home.params).unwrap()).unwrap();
    let new = NewTask {
        record,
        body: body_filled,
        home,
        files: Vec::new(),
    };
    let key = key.map(|key| IdempotencyKey { key, sent: body });
    create(pool, scope, new, key).await
}

#[sqlx::test]
async fn a_new_task_keeps_its_params_as_they_are_spelled(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let project = NewProject {
        name: "Day",
        task_type: TaskType::TextCollection,
        params: r#"{"instruction": "Write it down.", "padding": 1.50}"#,
        is_rapid: false,
        is_studio: false,
    };
    projects::create(&pool, scope, project).await.unwrap();
    let body = r#"{"status": "odd", "z": 1.0, "a": 1e2, "project": "Day", "metadata": {"k": 1}}"#;
    let made = make(&pool, scope, body, None).await.unwrap();

    let whole = task_detail::whole(&pool, scope, made.task_id())
        .await
        .unwrap();
    let text = whole_task(&whole).unwrap();
    let start = text.find(r#""params":"#).unwrap();
    let expected = r#""params":{"status":"odd","z":1.0,"a":1e2,"padding":1.50}"#;
    assert!(text[start..].starts_with(expected), "{text}");
    assert!(text.contains(r#""status":"pending""#), "{text}");
    assert!(text.contains(r#""instruction":"Write it down.""#), "{text}");
}

#[sqlx::test]
async fn a_unique_id_is_taken_once_a_team_and_mode(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let others = new_team(&pool, "Others").await;
    let body = r#"{"unique_id": "one"}"#;
    make(&pool, scope, body, None).await.unwrap();
    let again = make(&pool, scope, body, None).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
    make(&pool, Scope::test(scope.team_id), body, None)
        .await
        .unwrap();
    make(&pool, others, body, None).await.unwrap();
}

#[sqlx::test]
async fn a_repeated_call_with_the_same_key_makes_one_task(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let body = r#"{"unique_id": "one"}"#;
    let first = make(&pool, scope, body, Some("k")).await.unwrap();
    let second = make(&pool, scope, body, Some("k")).await.unwrap();
    assert_eq!(second, Created::Before(first.task_id()));
    let other = make(&pool, scope, "{}", Some("k")).await;
    assert!(matches!(other, Err(Error::Duplicate { .. })), "{other:?}");
    let clash = make(&pool, scope, body, Some("l")).await;
    assert!(matches!(clash, Err(Error::Duplicate { .. })), "{clash:?}");
    // A call that failed leaves its key free.
    make(&pool, scope, "{}", Some("l")).await.unwrap();
}
