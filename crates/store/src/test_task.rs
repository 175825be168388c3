//! Small builders for the tests of this crate: a team, its people and a task.

use domain::{ReviewStatus, TaskId, TaskStatus, TaskType};
use sqlx::PgPool;

use crate::Scope;
use crate::projects::{self, NewProject};

pub(crate) async fn new_team(pool: &PgPool, name: &str) -> Scope {
    let team_id = sqlx::query_scalar!(
        "insert into team (name) values ($1) returning team_id",
        name
    )
    .fetch_one(pool)
    .await
    .unwrap();
    Scope::live(team_id)
}

/// With a project `Day` of pictures.
pub(crate) async fn new_team_with_project(pool: &PgPool, name: &str) -> Scope {
    let scope = new_team(pool, name).await;
    let project = NewProject {
        name: "Day",
        task_type: TaskType::ImageAnnotation,
        params: "{}",
        is_rapid: false,
        is_studio: false,
    };
    projects::create(pool, scope, project).await.unwrap();
    scope
}

/// Moves a task into a batch, without its project.
pub(crate) async fn put_into(pool: &PgPool, scope: Scope, seq: i64, batch: &str) {
    sqlx::query(
        "update task
         set batch_id = (select batch_id from batch where team_id = $2 and name = $3)
         where seq = $1",
    )
    .bind(seq)
    .bind(scope.team_id)
    .bind(batch)
    .execute(pool)
    .await
    .unwrap();
}

/// Adds a person; the address is made from the name.
pub(crate) async fn new_account(pool: &PgPool, name: &str) -> i32 {
    sqlx::query_scalar!(
        "insert into account (email, name) values ($1, $2) returning account_id",
        format!("{}@example.com", name.to_lowercase()),
        name,
    )
    .fetch_one(pool)
    .await
    .unwrap()
}

/// A task to be inserted: completed and ready to audit, with one response, unless changed.
pub(crate) struct NewTask {
    pub number: u8,
    pub status: TaskStatus,
    pub review_status: ReviewStatus,
    pub uploaded: &'static str,
    pub response: Option<&'static str>,
    pub requeues_rejected: bool,
}

/// A task that is in the database.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TestTask {
    pub seq: i64,
    pub task_id: TaskId,
}

pub(crate) const RESPONSE: &str = r#"{"annotations": [{"label": "Car", "left": 1.0}]}"#;

pub(crate) fn completed_task() -> NewTask {
    NewTask {
        number: 1,
        status: TaskStatus::Completed,
        review_status: ReviewStatus::Pending,
        uploaded: r#"{"task_id": "000000000000000000000001", "params": {"attachment": "a.png"}}"#,
        response: Some(RESPONSE),
        requeues_rejected: true,
    }
}

pub(crate) fn queued_task() -> NewTask {
    NewTask {
        status: TaskStatus::Queued,
        review_status: ReviewStatus::NotReady,
        response: None,
        ..completed_task()
    }
}

impl NewTask {
    pub(crate) fn numbered(self, number: u8) -> Self {
        Self { number, ..self }
    }

    pub(crate) async fn insert(self, pool: &PgPool, scope: Scope) -> TestTask {
        let task_id = TaskId::from_bytes([self.number; 12]);
        let project_id = sqlx::query_scalar!(
            r#"
            insert into project (team_id, name, instruction, requeue_rejected)
            values ($1, $2, 'As for the whole project.', $3)
            returning project_id
            "#,
            scope.team_id,
            format!("project {}", self.number),
            self.requeues_rejected,
        )
        .fetch_one(pool)
        .await
        .unwrap();
        let seq = sqlx::query_scalar!(
            r#"
            insert into task (
                task_id, team_id, is_test, task_type, status, review_status, project_id,
                created_at, updated_at, completed_at, response_version, annotation_count)
            values ($1, $2, $3, $4, $5, $6, $7,
                '2026-04-03T08:00:00Z', '2026-04-03T17:30:00Z',
                case when $8::int > 0 then timestamptz '2026-04-03T17:30:00Z' end, $8, $9)
            returning seq
            "#,
            task_id.as_bytes(),
            scope.team_id,
            scope.is_test,
            TaskType::ImageAnnotation.code(),
            self.status.code(),
            self.review_status.code(),
            project_id,
            i32::from(self.response.is_some()),
            self.response.and_then(domain::annotation_count),
        )
        .fetch_one(pool)
        .await
        .unwrap();
        sqlx::query!(
            "insert into task_document (seq, uploaded, form) values ($1, $2::text::json, 'record')",
            seq,
            self.uploaded,
        )
        .execute(pool)
        .await
        .unwrap();
        if let Some(response) = self.response {
            sqlx::query!(
                r#"
                insert into response (seq, version, body, origin, made_at)
                values ($1, 1, $2::text::json, 'labeler', '2026-04-03T17:30:00Z')
                "#,
                seq,
                response,
            )
            .execute(pool)
            .await
            .unwrap();
        }
        TestTask { seq, task_id }
    }
}
