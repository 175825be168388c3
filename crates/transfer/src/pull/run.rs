//! A copy, from what was copied before to a report.

use std::io::Cursor;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use domain::import_report::ImportReport;
use domain::record::pulled_record;
use media::{BlobStore, Pictures};
use serde::de::DeserializeOwned;
use store::import::WhenOneFails;
use store::pulls::{self, keep_batch, keep_project};
use store::{PgPool, Scope};

use super::answers::{Batch, BatchPage, Project, TaskPage};
use super::error::{PullError, Result};
use super::source::{Answer, Source};
use crate::import::{Files, Import, Options};

/// Scale's most.
const PAGE: usize = 100;

/// What changed so shortly before the last copy began is asked for again: a change may have become
/// visible only afterwards.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Since {
    /// What changed since the last copy of this source; all, where there was none.
    LastTime,
    /// What changed since then.
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
/// Where the copy as a whole cannot go on. What is wrong with a task is in the report.
pub async fn pull(
    to: &Pulling,
    source: &Source,
    since: Since,
    mut progress: impl FnMut(u64, Option<u64>, &ImportReport),
) -> Result<ImportReport> {
    keep_projects(to, source).await?;
    keep_batches(to, source).await?;
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
    Ok(import.finish().await?)
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

/// The way through the pages.
struct Walk {
    since: Option<DateTime<Utc>>,
    next_token: Option<String>,
    /// Whether it is noted where to go on.
    is_begun: bool,
    is_over: bool,
}

impl Walk {
    async fn find(to: &Pulling, source: &Source, since: Since) -> Result<Self> {
        let last = pulls::find(&to.pool, to.scope, source.name()).await?;
        let wanted = match since {
            Since::Then(then) => Some(then),
            Since::LastTime => match &last {
                Some(last) if last.is_finished => Some(last.started_at - OVERLAP),
                Some(last) => last.since,
                None => None,
            },
        };
        let broken_off = last.filter(|last| !last.is_finished && last.since == wanted);
        Ok(Self {
            since: wanted,
            is_begun: broken_off.is_some(),
            next_token: broken_off.and_then(|last| last.next_token),
            is_over: false,
        })
    }

    async fn next(&mut self, to: &Pulling, source: &Source) -> Result<Option<TaskPage>> {
        if self.is_over {
            return Ok(None);
        }
        let answer = match source.get("/tasks", &self.query()).await {
            // A token that the source no longer knows: from the front.
            Err(PullError::Refused { status: 400, .. }) if self.next_token.take().is_some() => {
                source.get("/tasks", &self.query()).await?
            }
            answer => answer?,
        };
        if !self.is_begun {
            let at = answer.at.unwrap_or_else(Utc::now);
            pulls::start(&to.pool, to.scope, source.name(), self.since, at).await?;
            self.is_begun = true;
        }
        Ok(Some(read(&answer)?))
    }

    /// Notes that a page is taken in.
    async fn go_on(&mut self, to: &Pulling, source: &Source, page: &TaskPage) -> Result<()> {
        self.next_token.clone_from(&page.next_token);
        if let Some(token) = &self.next_token {
            pulls::go_on(&to.pool, to.scope, source.name(), token).await?;
        } else {
            pulls::finish(&to.pool, to.scope, source.name()).await?;
            self.is_over = true;
        }
        Ok(())
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![("limit", PAGE.to_string())];
        if let Some(since) = self.since {
            let since = since.to_rfc3339_opts(SecondsFormat::Millis, true);
            query.push(("updated_after", since));
        }
        query.extend(self.next_token.clone().map(|token| ("next_token", token)));
        query
    }
}

async fn keep_projects(to: &Pulling, source: &Source) -> Result<()> {
    let answer = source.get("/projects", &[]).await?;
    let projects: Vec<Project> = read(&answer)?;
    for project in projects {
        keep_project(&to.pool, to.scope, &project.into()).await?;
    }
    Ok(())
}

async fn keep_batches(to: &Pulling, source: &Source) -> Result<()> {
    let mut offset = 0;
    loop {
        let query = [("limit", PAGE.to_string()), ("offset", offset.to_string())];
        let page: BatchPage = read(&source.get("/batches", &query).await?)?;
        let batches: Vec<Batch> = page.docs;
        offset += batches.len();
        let is_last = batches.is_empty() || !page.has_more;
        for batch in batches {
            keep_batch(&to.pool, to.scope, &batch.into()).await?;
        }
        if is_last {
            return Ok(());
        }
    }
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T> {
    serde_json::from_str(&answer.text).map_err(|error| PullError::Unreadable {
        path: answer.path.clone(),
        why: error.to_string(),
    })
}
