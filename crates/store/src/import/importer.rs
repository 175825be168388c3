//! An import under way.

use std::collections::HashSet;

use domain::TaskId;
use domain::import_report::ImportReport;
use sqlx::{PgPool, Postgres, Transaction};

use super::existing;
use super::incoming::Incoming;
use super::names::Names;
use super::taking::Taking;
use crate::database::begin;
use crate::{Result, Scope};

/// What becomes of an import when a record cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenOneFails {
    /// The rest goes in.
    TakeTheRest,
    /// Nothing goes in.
    TakeNothing,
}

/// What becomes of a record whose task is there with other content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenOneDiffers {
    /// The task stays as it is.
    LeaveIt,
    /// Tasks that come in follow their source: what changed there changes here too, until somebody
    /// changes them here.
    Follow,
}

/// Takes records in, chunk by chunk, into one team's tasks.
///
/// Taking the same record again changes nothing. A record whose task is there with other content
/// is counted as differing and left alone, unless its task follows.
pub struct Importer {
    scope: Scope,
    names: Names,
    /// What happened so far. The caller counts in what it finds wrong before it has an
    /// [`Incoming`].
    pub report: ImportReport,
    when_one_differs: WhenOneDiffers,
    commits: Commits,
}

/// When what was taken becomes visible.
enum Commits {
    EveryChunk(PgPool),
    AtTheEnd(Transaction<'static, Postgres>),
}

impl Importer {
    pub async fn start(pool: &PgPool, scope: Scope, when_one_fails: WhenOneFails) -> Result<Self> {
        let commits = match when_one_fails {
            WhenOneFails::TakeTheRest => Commits::EveryChunk(pool.clone()),
            WhenOneFails::TakeNothing => Commits::AtTheEnd(begin(pool).await?),
        };
        Ok(Self {
            scope,
            names: Names::default(),
            report: ImportReport::default(),
            when_one_differs: WhenOneDiffers::LeaveIt,
            commits,
        })
    }

    /// With another fate for records whose tasks are there.
    #[must_use]
    pub fn when_one_differs(mut self, when_one_differs: WhenOneDiffers) -> Self {
        self.when_one_differs = when_one_differs;
        self
    }

    /// Those of `task_ids` that the team has: their records will not be added, so that their files
    /// need not be looked for.
    pub async fn known(&mut self, task_ids: &[TaskId]) -> Result<HashSet<TaskId>> {
        let scope = self.scope;
        match &mut self.commits {
            Commits::EveryChunk(pool) => {
                existing::known(&mut *pool.acquire().await?, scope, task_ids).await
            }
            Commits::AtTheEnd(tx) => existing::known(tx, scope, task_ids).await,
        }
    }

    /// Takes a chunk of records, a few hundred or a few MiB. Those that the database refuses are
    /// reported, and the rest goes in.
    ///
    /// # Errors
    /// Where the database fails for a reason that is not in the records.
    pub async fn take(&mut self, chunk: Vec<Incoming>) -> Result<()> {
        let mut report = std::mem::take(&mut self.report);
        let (scope, differing) = (self.scope, self.when_one_differs);
        let chunk = without_test_tasks(scope, &mut report, &chunk);
        let taken = match &mut self.commits {
            Commits::EveryChunk(pool) => {
                let mut tx = begin(pool).await?;
                // What a chunk that fails found out about names is not known to be true.
                let mut names = self.names.clone();
                let mut taking = Taking {
                    tx: &mut tx,
                    scope,
                    names: &mut names,
                    report: &mut report,
                    when_one_differs: differing,
                };
                let taken = taking.take_all_it_can(&chunk).await;
                if taken.is_ok() {
                    tx.commit().await?;
                    self.names = names;
                }
                taken
            }
            Commits::AtTheEnd(tx) => {
                let mut taking = Taking {
                    tx,
                    scope,
                    names: &mut self.names,
                    report: &mut report,
                    when_one_differs: differing,
                };
                taking.take_all_it_can(&chunk).await
            }
        };
        self.report = report;
        taken
    }

    /// Ends the import. Where all or nothing was asked for and a record failed or differed,
    /// nothing of it remains.
    pub async fn finish(mut self) -> Result<ImportReport> {
        if let Commits::AtTheEnd(tx) = self.commits {
            if self.report.is_clean() {
                tx.commit().await?;
            } else {
                tx.rollback().await?;
                self.report.is_rolled_back = true;
            }
        }
        Ok(self.report)
    }
}

/// A test task among live ones would be taken for a real one.
fn without_test_tasks<'a>(
    scope: Scope,
    report: &mut ImportReport,
    chunk: &'a [Incoming],
) -> Vec<&'a Incoming> {
    let (kept, refused): (Vec<_>, Vec<_>) = chunk
        .iter()
        .partition(|incoming| scope.is_test || incoming.record.is_test != Some(true));
    for incoming in refused {
        let message = "is true, and this import brings live tasks; import it as test tasks";
        report.fail([incoming.problem("is_test", message.to_owned())]);
    }
    kept
}
