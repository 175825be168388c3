//! What happened to a task.

use chrono::{DateTime, Utc};
use domain::audit::AuditAction;
use domain::task_detail::{AuditEntry, Happening, HistoryEntry, ResponseInfo, ResponseOrigin};
use sqlx::PgPool;

use crate::Result;
use crate::row::{state, unreadable};

/// The task's responses, oldest first.
pub(super) async fn responses(pool: &PgPool, seq: i64) -> Result<Vec<ResponseInfo>> {
    // Primary key of `response`.
    let rows = sqlx::query!(
        r#"
        select response.version, response.origin, response.made_at,
               coalesce(account.name, response.author) as "made_by?",
               octet_length(response.body::text)::bigint as "bytes!"
        from response
        left join account on account.account_id = response.made_by
        where response.seq = $1
        order by response.version
        "#,
        seq,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ResponseInfo {
                number: row.version,
                origin: row.origin.parse().map_err(|_| unreadable("origin"))?,
                made_at: row.made_at,
                made_by: row.made_by,
                bytes: row.bytes,
            })
        })
        .collect()
}

/// Everything that happened to the task, oldest first.
pub(super) async fn history(
    pool: &PgPool,
    seq: i64,
    created_at: DateTime<Utc>,
    responses: &[ResponseInfo],
) -> Result<Vec<HistoryEntry>> {
    let mut entries = vec![HistoryEntry {
        at: created_at,
        by: None,
        what: Happening::Created,
    }];
    entries.extend(deliveries(responses));
    entries.extend(audits(pool, seq).await?);
    entries.extend(events(pool, seq).await?);
    // Stable: what came at the same moment stays in the order above.
    entries.sort_by_key(|entry| entry.at);
    Ok(entries)
}

/// The responses that no audit made.
fn deliveries(responses: &[ResponseInfo]) -> impl Iterator<Item = HistoryEntry> {
    responses
        .iter()
        .filter(|response| {
            matches!(
                response.origin,
                ResponseOrigin::Import | ResponseOrigin::Labeler
            )
        })
        .map(|response| HistoryEntry {
            at: response.made_at,
            by: response.made_by.clone(),
            what: Happening::Responded {
                number: response.number,
                origin: response.origin,
            },
        })
}

async fn audits(pool: &PgPool, seq: i64) -> Result<Vec<HistoryEntry>> {
    // Index audit_by_task.
    let rows = sqlx::query!(
        r#"
        select audit.audit_id, audit.at, audit.action, audit.comment,
               audit.status_before, audit.status_after, audit.review_before, audit.review_after,
               audit.response_before, audit.response_after,
               coalesce(account.name, audit.author) as "by?",
               exists (select from audit as later where later.undoes = audit.audit_id) as "is_undone!"
        from audit
        left join account on account.account_id = audit.account_id
        where audit.seq = $1
        order by audit.audit_id
        "#,
        seq,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let action: AuditAction = row.action.parse().map_err(|_| unreadable("action"))?;
            Ok(HistoryEntry {
                at: row.at,
                by: row.by,
                what: Happening::Audited(AuditEntry {
                    audit_id: row.audit_id,
                    action,
                    comment: row.comment,
                    before: state(row.status_before, row.review_before)?,
                    after: state(row.status_after, row.review_after)?,
                    response_before: row.response_before,
                    response_after: row.response_after,
                    is_undone: row.is_undone,
                }),
            })
        })
        .collect()
}

async fn events(pool: &PgPool, seq: i64) -> Result<Vec<HistoryEntry>> {
    // Index task_event_by_task.
    let rows = sqlx::query!(
        r#"
        select task_event.at, task_event.kind, task_event.detail::text as "detail?",
               coalesce(account.name, task_event.author) as "by?"
        from task_event
        left join account on account.account_id = task_event.account_id
        where task_event.seq = $1
        order by task_event.event_id
        "#,
        seq,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| HistoryEntry {
            at: row.at,
            by: row.by,
            what: Happening::Event {
                kind: row.kind,
                detail: row.detail.unwrap_or_default(),
            },
        })
        .collect())
}
