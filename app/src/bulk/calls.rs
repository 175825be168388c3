//! What the bar of bulk actions asks the server for.

use domain::BulkChunk;
use domain::task_list::Selection;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use super::action::BulkAction;
use crate::AppError;

/// Tasks of one request: short enough that progress is seen and stopping is quick.
#[cfg(feature = "ssr")]
const CHUNK: u32 = 250;

/// A bulk change that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begun {
    /// Set for audits, which can be taken back together.
    pub bulk_id: Option<i64>,
    /// Tasks with a higher arrival number came after the change began, and are let alone.
    pub until_seq: i64,
}

/// One step of a bulk change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stepped {
    /// How many tasks the step was about.
    pub met: usize,
    pub chunk: BulkChunk,
    /// Where the next step begins; `None` when all is done.
    pub after_seq: Option<i64>,
}

/// One step of an undo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    pub chunk: BulkChunk,
    /// Where the next step begins; `None` when all is done.
    pub after_audit: Option<i64>,
}

#[server(input = Json)]
pub async fn begin_bulk(action: BulkAction) -> Result<Begun, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    let until_seq = store::task_list::mark(&pool).await?.seq;
    let bulk_id = match action {
        BulkAction::Judge(_) => {
            Some(store::audits::start_bulk(&pool, viewer.scope(), viewer.account_id).await?)
        }
        _ => None,
    };
    Ok(Begun { bulk_id, until_seq })
}

#[server(input = Json)]
pub async fn step_bulk(
    selection: Selection,
    action: BulkAction,
    begun: Begun,
    after_seq: i64,
) -> Result<Stepped, AppError> {
    use store::task_changes::{add_tags, cancel, remove_tags};

    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let (scope, account_id) = (viewer.scope(), viewer.account_id);
    let pool = crate::state::state().pool;
    let tasks = store::task_list::selected(&pool, scope, &selection, after_seq, CHUNK).await?;
    let goes_on = tasks.len() == CHUNK as usize;
    let seqs: Vec<i64> = tasks
        .into_iter()
        .map(|(seq, _)| seq)
        .take_while(|seq| *seq <= begun.until_seq)
        .collect();
    let Some(last) = seqs.last().copied() else {
        return Ok(Stepped {
            met: 0,
            chunk: BulkChunk::default(),
            after_seq: None,
        });
    };
    let chunk = match &action {
        BulkAction::Judge(judgement) => {
            let bulk_id = begun.bulk_id.ok_or_else(|| {
                AppError::Invalid("`begun` has no `bulk_id`; begin the audit first".to_owned())
            })?;
            store::audits::judge_chunk(&pool, scope, account_id, bulk_id, &seqs, judgement).await
        }
        BulkAction::Cancel => cancel(&pool, scope, account_id, &seqs).await,
        BulkAction::AddTags(tags) => add_tags(&pool, scope, account_id, &seqs, tags).await,
        BulkAction::RemoveTags(tags) => remove_tags(&pool, scope, account_id, &seqs, tags).await,
    }?;
    Ok(Stepped {
        met: seqs.len(),
        chunk,
        after_seq: goes_on.then_some(last),
    })
}

#[server(input = Json)]
pub async fn undo_bulk(bulk_id: i64, after_audit: i64) -> Result<Undone, AppError> {
    let viewer = crate::viewer::viewer_as(domain::Role::Auditor).await?;
    let pool = crate::state::state().pool;
    let (chunk, after_audit) = store::audits::undo_chunk(
        &pool,
        viewer.scope(),
        viewer.account_id,
        bulk_id,
        after_audit,
    )
    .await?;
    Ok(Undone { chunk, after_audit })
}

/// The tags that the team's tasks have.
#[server]
pub async fn known_tags() -> Result<Vec<String>, AppError> {
    let viewer = crate::viewer::viewer().await?;
    Ok(store::task_list::tags(&crate::state::state().pool, viewer.scope()).await?)
}
