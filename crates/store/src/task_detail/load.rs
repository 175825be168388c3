//! Loads a task with all that its page shows.

use domain::task_detail::{AttachedFile, Attachment, TaskDetail};
use domain::task_list::TaskRow;
use domain::{TaskId, TaskType};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use sqlx::PgPool;

use super::history::{history, responses};
use crate::row::{state, unreadable};
use crate::{Error, Result, Scope, callbacks};

/// A task with the JSON that its picture is drawn from.
#[derive(Debug, Clone)]
pub struct LoadedTask {
    pub detail: TaskDetail,
    /// JSON text: what to annotate and how. For a task from a creation call its whole body.
    pub params: String,
}

/// Loads a task.
///
/// # Errors
/// [`Error::NotFound`], also for a task of another team.
pub async fn load(pool: &PgPool, scope: Scope, task_id: TaskId) -> Result<LoadedTask> {
    // The unique index on (team_id, task_id); the rest by primary keys.
    let task = sqlx::query!(
        r#"
        select task.seq, task.task_type, task.status, task.review_status,
               task.created_at, task.updated_at, task.completed_at, task.unique_id, task.tags,
               task.response_version, task.annotation_count, task.has_image, task.version,
               project.name as "project?", project.instruction as "project_instruction?",
               coalesce(project.requeue_rejected, true) as "requeue_rejected!",
               batch.name as "batch?",
               task_document.uploaded::text as "uploaded?",
               task_document.form as "form?",
               task_document.metadata::text as "metadata?",
               callback_address(task.seq) as "calls_back_to?"
        from task
        left join project on project.project_id = task.project_id
        left join batch on batch.batch_id = task.batch_id
        left join task_document on task_document.seq = task.seq
        where task.team_id = $1
          and task.is_test = $2
          and task.task_id = $3
        "#,
        scope.team_id,
        scope.is_test,
        task_id.as_bytes(),
    )
    .fetch_optional(pool)
    .await?
    .ok_or_else(|| Error::NotFound {
        what: "task",
        name: task_id.to_string(),
    })?;

    let uploaded = task.uploaded.unwrap_or_else(|| "{}".to_owned());
    let document = Document::read(&uploaded);
    let params = match (task.form.as_deref(), document.params) {
        (Some("record"), params) => params.map_or("{}", RawValue::get).to_owned(),
        _ => uploaded.clone(),
    };
    let instruction = document
        .instruction
        .filter(|text| !text.trim().is_empty())
        .or(task.project_instruction)
        .unwrap_or_default();
    let status = state(task.status, task.review_status)?;
    let responses = responses(pool, task.seq).await?;
    let history = history(pool, task.seq, task.created_at, &responses).await?;
    let detail = TaskDetail {
        row: TaskRow {
            seq: task.seq,
            task_id,
            task_type: TaskType::from_code(task.task_type)
                .ok_or_else(|| unreadable("task_type"))?,
            status: status.status,
            review_status: status.review_status,
            project: task.project,
            batch: task.batch,
            unique_id: task.unique_id,
            tags: task.tags,
            created_at: task.created_at,
            updated_at: task.updated_at,
            completed_at: task.completed_at,
            response_version: task.response_version,
            annotation_count: task.annotation_count,
            has_image: task.has_image,
        },
        version: task.version,
        instruction,
        callback_url: document.callback_url.unwrap_or_default(),
        urgency: document.urgency.unwrap_or_default(),
        metadata: match &task.metadata {
            Some(later) => metadata(serde_json::from_str(later).ok()),
            None => document.metadata,
        },
        attachments: attachments(pool, task.seq).await?,
        responses,
        history,
        callbacks: callbacks::of_task(pool, task.seq).await?,
        calls_back_to: task.calls_back_to,
        requeues_rejected: task.requeue_rejected,
        uploaded_bytes: uploaded.len() as i64,
    };
    Ok(LoadedTask { detail, params })
}

/// What the page reads out of an upload. Fields of another type than expected count as absent:
/// the JSON tab shows them as they are.
#[derive(Debug, Default)]
struct Document<'a> {
    params: Option<&'a RawValue>,
    instruction: Option<String>,
    callback_url: Option<String>,
    urgency: Option<String>,
    metadata: Vec<(String, String)>,
}

/// The fields as they stand, so that one odd field does not hide the others.
#[derive(Deserialize)]
struct RawDocument<'a> {
    #[serde(borrow)]
    params: Option<&'a RawValue>,
    #[serde(borrow)]
    instruction: Option<&'a RawValue>,
    #[serde(borrow)]
    callback_url: Option<&'a RawValue>,
    #[serde(borrow)]
    urgency: Option<&'a RawValue>,
    #[serde(borrow)]
    metadata: Option<&'a RawValue>,
}

impl<'a> Document<'a> {
    fn read(uploaded: &'a str) -> Self {
        let Ok(raw) = serde_json::from_str::<RawDocument<'a>>(uploaded) else {
            return Self::default();
        };
        let text = |value: Option<&RawValue>| serde_json::from_str::<String>(value?.get()).ok();
        Self {
            params: raw.params,
            instruction: text(raw.instruction),
            callback_url: text(raw.callback_url),
            urgency: text(raw.urgency),
            metadata: metadata(
                raw.metadata
                    .and_then(|raw| serde_json::from_str(raw.get()).ok()),
            ),
        }
    }
}

/// Names and values as people read them.
fn metadata(object: Option<Map<String, Value>>) -> Vec<(String, String)> {
    object
        .unwrap_or_default()
        .into_iter()
        .map(|(key, value)| match value {
            Value::String(text) => (key, text),
            other => (key, other.to_string()),
        })
        .collect()
}

async fn attachments(pool: &PgPool, seq: i64) -> Result<Vec<Attachment>> {
    // Primary keys of `attachment` and `blob`.
    let rows = sqlx::query!(
        r#"
        select attachment.url, attachment.problem,
               blob.mime as "mime?", blob.size as "size?", blob.width, blob.height
        from attachment
        left join blob using (sha256)
        where attachment.seq = $1
        order by attachment.url
        "#,
        seq,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Attachment {
            url: row.url,
            file: match (row.mime, row.size) {
                (Some(mime), Some(bytes)) => AttachedFile::Stored {
                    mime,
                    bytes,
                    pixels: row.width.zip(row.height),
                },
                _ => AttachedFile::Broken {
                    problem: row.problem.unwrap_or_default(),
                },
            },
        })
        .collect())
}
