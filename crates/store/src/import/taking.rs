//! A chunk of records inside a transaction.

use std::collections::HashMap;

use domain::TaskId;
use domain::import_report::{ImportProblem, ImportReport};
use sqlx::PgConnection;

use super::importer::WhenOneDiffers;
use super::incoming::{FileState, Incoming};
use super::names::Names;
use super::refresh::Refreshed;
use super::{existing, refresh, rows};
use crate::{Error, Result, Scope};

/// Where records go, and what is known and reported of them so far.
pub(super) struct Taking<'a> {
    pub tx: &'a mut PgConnection,
    pub scope: Scope,
    pub names: &'a mut Names,
    pub report: &'a mut ImportReport,
    pub when_one_differs: WhenOneDiffers,
}

impl Taking<'_> {
    /// Takes the chunk. Where the database refuses it, its halves, their halves, and so on down to
    /// the records that are to blame, which are reported.
    pub async fn take_all_it_can(&mut self, chunk: &[&Incoming]) -> Result<()> {
        let mut parts = vec![chunk];
        while let Some(part) = parts.pop() {
            let (names, report) = (self.names.clone(), self.report.clone());
            sqlx::raw_sql("savepoint part")
                .execute(&mut *self.tx)
                .await?;
            let error = match self.take(part).await {
                Ok(()) => {
                    sqlx::raw_sql("release savepoint part")
                        .execute(&mut *self.tx)
                        .await?;
                    continue;
                }
                Err(error) if error.is_of_the_data() => error,
                Err(error) => return Err(error),
            };
            sqlx::raw_sql("rollback to savepoint part; release savepoint part")
                .execute(&mut *self.tx)
                .await?;
            (*self.names, *self.report) = (names, report);
            if let [incoming] = part {
                tracing::warn!(%error, line = incoming.line, "the database refuses a record");
                self.report.fail([refused(incoming, &error)]);
            } else {
                // The first half next: of two records with one id, the first is taken.
                let (first, second) = part.split_at(part.len() / 2);
                parts.extend([second, first]);
            }
        }
        Ok(())
    }

    async fn take(&mut self, chunk: &[&Incoming]) -> Result<()> {
        let (scope, report) = (self.scope, &mut *self.report);
        let chunk = self.names.resolve(self.tx, scope, report, chunk).await?;
        if chunk.is_empty() {
            return Ok(());
        }
        let added = rows::insert_tasks(self.tx, scope, self.names, &chunk).await?;
        let (added, left) = split_added(&chunk, added);
        rows::insert_parts(self.tx, &added).await?;
        report.added += added.len() as u64;
        report.missing_files += missing_files(&added);
        let differing = existing::compare(self.tx, scope, report, &left).await?;
        if self.when_one_differs == WhenOneDiffers::LeaveIt {
            for incoming in differing {
                existing::differs(report, incoming);
            }
            return Ok(());
        }
        let seqs: Vec<i64> = added.iter().map(|(seq, _)| *seq).collect();
        refresh::follow(self.tx, &seqs).await?;
        for incoming in differing {
            match refresh::refresh(self.tx, scope, self.names, incoming).await? {
                Refreshed::Done => report.refreshed += 1,
                Refreshed::Left => existing::differs(report, incoming),
                Refreshed::Clash => report.fail([existing::clash(incoming, &HashMap::new())]),
            }
        }
        Ok(())
    }
}

fn refused(incoming: &Incoming, error: &Error) -> ImportProblem {
    let why = match error {
        Error::Database(sqlx::Error::Database(error)) => error.message().to_owned(),
        error => error.to_string(),
    };
    ImportProblem {
        line: Some(incoming.line),
        task_id: Some(incoming.task_id),
        field: None,
        message: format!(
            "the database cannot hold the record ({why}); change it and import it again"
        ),
    }
}

/// The records that were added, with their arrival numbers, and the others. Of two records with
/// the same id the first was added.
fn split_added<'a>(
    chunk: &[&'a Incoming],
    mut added: HashMap<TaskId, i64>,
) -> (Vec<(i64, &'a Incoming)>, Vec<&'a Incoming>) {
    let (mut new, mut left) = (Vec::new(), Vec::new());
    for incoming in chunk {
        match added.remove(&incoming.task_id) {
            Some(seq) => new.push((seq, *incoming)),
            None => left.push(*incoming),
        }
    }
    (new, left)
}

fn missing_files(added: &[(i64, &Incoming)]) -> u64 {
    added
        .iter()
        .flat_map(|(_, incoming)| &incoming.files)
        .filter(|file| matches!(file.state, FileState::Missing(_)))
        .count() as u64
}
