//! A copy, from what was copied before to a report.

use std::io::Cursor;

use chrono::{DateTime, Utc};
use domain::import_report::ImportReport;
use domain::record::pulled_record;
use media::{BlobStore, Pictures};
use store::import::WhenOneFails;
use store::{PgPool, Scope};

use super::answers::TaskPage;
use super::error::Result;
use super::homes::keep_homes;
use super::source::Source;
use super::walk::Walk;
use crate::import::{Files, Import, Options};

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// What changed since the last copy of this source; all, where there was none.
    LastTime,
    /// What changed since then. What else is due stays due, unless this covers it.
    Then(DateTime<Utc>),
}

/// Where tasks are copied to.
#[derive(Clone)]
pub struct Pulling {
    pub pool: PgPool,
    pub scope: Scope,
    pub blobs: BlobStore,
    pub pictures: Pictures,
}

/// Copies projects, batches and tasks. One that broke off goes on where it was; what is here
/// already word for word changes nothing. `progress` is told after each page how many tasks of how
/// many were looked at by this call.
///
/// # Errors
/// Where the copy as a whole cannot go on. What is wrong with a task, project or batch is in the
/// report.
pub async fn pull(
    to: &Pulling,
    source: &Source,
    since: Since,
    mut progress: impl FnMut(u64, Option<u64>, &ImportReport),
) -> Result<ImportReport> {
    let left_out = keep_homes(to, source).await?;
    let options = Options {
        scope: to.scope,
        when_one_fails: WhenOneFails::TakeTheRest,
        project: None,
    };
    let (blobs, pictures) = (to.blobs.clone(), to.pictures.clone());
    let import = Import::start(&to.pool, blobs, pictures, options).await?;
    let mut import = import.following();
    let mut walk = Walk::find(to, source, since).await?;
    let mut seen = 0;
    while let Some(page) = walk.next(to, source).await? {
        seen += page.docs.len() as u64;
        import
            .read(Cursor::new(records(&page)), Files::none(), |_, _| {})
            .await?;
        walk.go_on(to, source, &page).await?;
        progress(seen, page.total, import.report());
    }
    let mut report = import.finish().await?;
    for problem in left_out {
        report.list(problem);
    }
    Ok(report)
}

/// The tasks of a page as a file of records.
fn records(page: &TaskPage) -> String {
    let texts: Vec<String> = page
        .docs
        .iter()
        // What is no object is told by the import.
        .map(|doc| {
            pulled_record(doc).map_or(doc.get().to_owned(), |record| record.get().to_owned())
        })
        .collect();
    format!("[{}]", texts.join(","))
}
