//! What the browser asks the server about audits.

use domain::TaskId;
use domain::audit::{Judgement, TaskState};
use domain::response_check::{Capped, Change};
use domain::task_detail::{HistoryEntry, TaskDetail};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::AppError;

/// What a verdict, or taking one back, made of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedTask {
    pub audit_id: i64,
    /// The task's version from now on.
    pub version: i32,
    pub state: TaskState,
}

#[cfg(feature = "ssr")]
impl From<store::audits::Judged> for JudgedTask {
    fn from(judged: store::audits::Judged) -> Self {
        Self {
            audit_id: judged.audit_id,
            version: judged.version,
            state: judged.state,
        }
    }
}

/// Judges a task as the reader saw it, at `expected_version`.
#[server(input = Json)]
pub async fn audit_task(
    task_id: TaskId,
    expected_version: i32,
    judgement: Judgement,
) -> Result<JudgedTask, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    if let Judgement::Fix { response, .. } = &judgement {
        super::fix::check::refuse_errors(&pool, viewer.scope(), task_id, response).await?;
    }
    let judged = store::audits::judge(
        &pool,
        viewer.scope(),
        viewer.account_id,
        task_id,
        expected_version,
        &judgement,
    )
    .await?;
    Ok(judged.into())
}

/// Takes one's own audit back.
#[server(input = Json)]
pub async fn undo_audit(audit_id: i64) -> Result<JudgedTask, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    let judged = store::audits::undo(&pool, viewer.scope(), viewer.account_id, audit_id).await?;
    Ok(judged.into())
}

/// A task as it is now.
#[server(input = Json)]
pub async fn task_now(task_id: TaskId) -> Result<TaskDetail, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let loaded = store::task_detail::load(&pool, viewer.scope(), task_id).await?;
    Ok(loaded.detail)
}

/// What happened to a task since a reader looked at it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Meanwhile {
    pub version: i32,
    pub state: TaskState,
    /// The number of the present response.
    pub response_version: i32,
    /// What the reader has not seen, oldest first.
    pub entries: Vec<HistoryEntry>,
    /// What others changed in the response.
    pub theirs: Capped<Change>,
    /// What the reader's own response would change in the present one.
    pub mine: Capped<Change>,
}

/// Tells a reader what others did to the task: `seen_entries` of its history and the response
/// `seen_response` were known, and `own_response` is what the reader wanted to put in its place.
#[server(input = Json)]
pub async fn happened_since(
    task_id: TaskId,
    seen_entries: usize,
    seen_response: i32,
    own_response: Option<String>,
) -> Result<Meanwhile, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let (pool, scope) = (crate::state::state().pool, viewer.scope());
    let detail = store::task_detail::load(&pool, scope, task_id)
        .await?
        .detail;
    let number = detail.row.response_version;
    let present = super::responses::response(&pool, scope, task_id, number).await?;
    let theirs = if number == seen_response {
        Capped::default()
    } else {
        let seen = super::responses::response(&pool, scope, task_id, seen_response).await?;
        super::responses::changes(seen, present.clone()).await?
    };
    let mine = match own_response {
        Some(own) => super::responses::changes(present, own).await?,
        None => Capped::default(),
    };
    Ok(Meanwhile {
        version: detail.version,
        state: detail.state(),
        response_version: number,
        entries: detail.history.into_iter().skip(seen_entries).collect(),
        theirs,
        mine,
    })
}

/// What the response numbered `after` changed of the one numbered `before`.
#[server(input = Json)]
pub async fn response_changes(
    task_id: TaskId,
    before: i32,
    after: i32,
) -> Result<Capped<Change>, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let (pool, scope) = (crate::state::state().pool, viewer.scope());
    let before = super::responses::response(&pool, scope, task_id, before).await?;
    let after = super::responses::response(&pool, scope, task_id, after).await?;
    super::responses::changes(before, after).await
}

/// Takes a task back that nobody has completed yet; `seq` is its arrival number.
#[server(input = Json)]
pub async fn cancel_task(seq: i64) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    let chunk =
        store::task_changes::cancel(&pool, viewer.scope(), viewer.account_id, &[seq]).await?;
    match (chunk.done, chunk.failed.into_iter().next()) {
        (0, Some(failure)) => Err(AppError::Conflict(failure.reason)),
        (0, None) => Err(AppError::NotFound("there is no such task".to_owned())),
        _ => Ok(()),
    }
}

/// Whether tags are stuck on or taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TagChange {
    Add,
    Remove,
}

/// Adds tags to a task, or removes them; `seq` is its arrival number.
#[server(input = Json)]
pub async fn change_tags(seq: i64, change: TagChange, tags: Vec<String>) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let (pool, scope) = (crate::state::state().pool, viewer.scope());
    let account_id = viewer.account_id;
    match change {
        TagChange::Add => {
            store::task_changes::add_tags(&pool, scope, account_id, &[seq], &tags).await?;
        }
        TagChange::Remove => {
            store::task_changes::remove_tags(&pool, scope, account_id, &[seq], &tags).await?;
        }
    }
    Ok(())
}
