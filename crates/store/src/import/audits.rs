//! The audits that records bring along.

use domain::record::Settled;
use sqlx::PgConnection;

use super::incoming::Incoming;
use crate::Result;

/// Inserts the audits of new tasks; `settled` says of each task's audits what they did.
pub(super) async fn insert_audits(
    tx: &mut PgConnection,
    added: &[(i64, Incoming)],
    settled: &[Vec<Settled>],
) -> Result<()> {
    let count: usize = settled.iter().map(Vec::len).sum();
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
    let mut first = 0;
    for ((seq, new), settled) in added.iter().zip(settled) {
        let own = &ids[first..first + settled.len()];
        for ((audit, settled), id) in new.record.audits.iter().zip(settled).zip(own) {
            columns.ids.push(*id);
            columns.seqs.push(*seq);
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
        first += settled.len();
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
