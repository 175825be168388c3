//! The audits that records bring along.

use domain::record::{RecordAudit, Settled};
use sqlx::PgConnection;

use crate::Result;

/// The audits of one task.
pub(super) struct TaskAudits<'a> {
    pub seq: i64,
    /// Oldest first.
    pub audits: &'a [RecordAudit],
    /// What each of them did.
    pub settled: &'a [Settled],
    /// The ids of the first of them, where these are here already.
    pub had: Vec<i64>,
}

/// Inserts those audits that are not here yet.
pub(super) async fn insert_audits(tx: &mut PgConnection, tasks: &[TaskAudits<'_>]) -> Result<()> {
    let new = |task: &TaskAudits<'_>| task.audits.len().saturating_sub(task.had.len());
    let count: usize = tasks.iter().map(new).sum();
    if count == 0 {
        return Ok(());
    }
    // An undo names the audit it took back, so the numbers are drawn first.
    let ids = sqlx::query_scalar!(
        r#"
        select nextval(pg_get_serial_sequence('audit', 'audit_id')) as "id!"
        from generate_series(1, $1)
        "#,
        count as i64,
    )
    .fetch_all(&mut *tx)
    .await?;

    let mut columns = Columns::default();
    let mut drawn = ids.into_iter();
    for task in tasks {
        let mut own = task.had.clone();
        own.extend(drawn.by_ref().take(new(task)));
        let audits = task.audits.iter().zip(task.settled).zip(&own);
        for ((audit, settled), id) in audits.skip(task.had.len()) {
            columns.ids.push(*id);
            columns.seqs.push(task.seq);
            columns.times.push(audit.at);
            columns.authors.push(audit.by.as_deref());
            columns.actions.push(audit.action.as_str());
            columns.comments.push(&audit.comment);
            columns.status_before.push(settled.before.status.code());
            columns.status_after.push(settled.after.status.code());
            columns
                .review_before
                .push(settled.before.review_status.code());
            columns
                .review_after
                .push(settled.after.review_status.code());
            columns.response_before.push(settled.before.response);
            columns.response_after.push(settled.after.response);
            columns.undoes.push(settled.undoes.map(|index| own[index]));
        }
    }
    columns.insert(tx).await
}

#[derive(Default)]
struct Columns<'a> {
    ids: Vec<i64>,
    seqs: Vec<i64>,
    times: Vec<chrono::DateTime<chrono::Utc>>,
    authors: Vec<Option<&'a str>>,
    actions: Vec<&'a str>,
    comments: Vec<&'a str>,
    status_before: Vec<i16>,
    status_after: Vec<i16>,
    review_before: Vec<i16>,
    review_after: Vec<i16>,
    response_before: Vec<i32>,
    response_after: Vec<i32>,
    undoes: Vec<Option<i64>>,
}

impl Columns<'_> {
    async fn insert(&self, tx: &mut PgConnection) -> Result<()> {
        sqlx::query!(
            r#"
            insert into audit (
                audit_id, seq, at, author, action, comment, status_before, status_after,
                review_before, review_after, response_before, response_after, undoes)
            overriding system value
            select audit_id, seq, at, author, action, comment, status_before, status_after,
                   review_before, review_after, response_before, response_after, undoes
            from unnest(
                $1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::text[], $6::text[],
                $7::smallint[], $8::smallint[], $9::smallint[], $10::smallint[], $11::int[],
                $12::int[], $13::bigint[]
            ) as new (audit_id, seq, at, author, action, comment, status_before, status_after,
                      review_before, review_after, response_before, response_after, undoes)
            "#,
            &self.ids,
            &self.seqs,
            &self.times,
            &self.authors as _,
            &self.actions as _,
            &self.comments as _,
            &self.status_before,
            &self.status_after,
            &self.review_before,
            &self.review_after,
            &self.response_before,
            &self.response_after,
            &self.undoes as _,
        )
        .execute(tx)
        .await?;
        Ok(())
    }
}
