//! The way through the pages of tasks.

use std::collections::HashSet;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use store::pulls;

use super::answers::TaskPage;
use super::error::{PullError, Result};
use super::run::{Pulling, Since};
use super::source::{PAGE, Source};

/// What changed so shortly before the last copy began is asked for again: a change may have become
/// visible only afterwards.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

pub(super) struct Walk {
    since: Option<DateTime<Utc>>,
    next_token: Option<String>,
    /// Whether `next_token` is from an earlier call, which the source may have forgotten.
    is_resumed: bool,
    /// The tokens that led on so far.
    tokens: HashSet<String>,
    /// Tasks asked for at a time.
    limit: usize,
    progress: Progress,
    is_over: bool,
}

/// Whether it is kept how far the walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Kept,
    /// From the first page on.
    ToBeKept,
    /// The walk leaves out what is due, which would be lost if this counted as the last one.
    Untold,
}

impl Walk {
    pub(super) async fn find(to: &Pulling, source: &Source, since: Since) -> Result<Self> {
        let last = pulls::find(&to.pool, to.scope, source.name()).await?;
        let due = last.as_ref().and_then(|last| {
            if last.is_finished {
                Some(last.started_at - OVERLAP)
            } else {
                last.since
            }
        });
        let wanted = match since {
            Since::Then(then) => Some(then),
            Since::LastTime => due,
        };
        let broken_off = last.filter(|last| !last.is_finished && last.since == wanted);
        let progress = if broken_off.is_some() {
            Progress::Kept
        } else if covers(wanted, due) {
            Progress::ToBeKept
        } else {
            Progress::Untold
        };
        let next_token = broken_off.and_then(|last| last.next_token);
        Ok(Self {
            since: wanted,
            is_resumed: next_token.is_some(),
            tokens: next_token.iter().cloned().collect(),
            next_token,
            limit: PAGE,
            progress,
            is_over: false,
        })
    }

    pub(super) async fn next(&mut self, to: &Pulling, source: &Source) -> Result<Option<TaskPage>> {
        if self.is_over {
            return Ok(None);
        }
        let answer = loop {
            match source.get("/tasks", &self.query()).await {
                Err(PullError::Refused { status: 400, .. }) if self.is_resumed => {
                    // A token that the source no longer knows: from the front.
                    self.is_resumed = false;
                    self.next_token = None;
                    self.tokens.clear();
                }
                Err(PullError::TooLong { .. }) if self.limit > 1 => self.limit /= 2,
                answer => break answer?,
            }
        };
        self.is_resumed = false;
        if self.progress == Progress::ToBeKept {
            let at = answer.at.unwrap_or_else(Utc::now);
            pulls::start(&to.pool, to.scope, source.name(), self.since, at).await?;
            self.progress = Progress::Kept;
        }
        let mut page: TaskPage = answer.read()?;
        page.next_token = page.next_token.filter(|token| !token.is_empty());
        if let Some(token) = &page.next_token
            && !self.tokens.insert(token.clone())
        {
            return Err(answer.unreadable(format!(
                "its `next_token` is again `{token}`, which led here before"
            )));
        }
        Ok(Some(page))
    }

    /// Notes that a page is taken in.
    pub(super) async fn go_on(
        &mut self,
        to: &Pulling,
        source: &Source,
        page: &TaskPage,
    ) -> Result<()> {
        self.next_token.clone_from(&page.next_token);
        self.is_over = self.next_token.is_none();
        if self.progress == Progress::Untold {
            return Ok(());
        }
        if let Some(token) = &self.next_token {
            pulls::go_on(&to.pool, to.scope, source.name(), token).await?;
        } else {
            pulls::finish(&to.pool, to.scope, source.name()).await?;
        }
        Ok(())
    }

    fn query(&self) -> Vec<(&'static str, String)> {
        let mut query = vec![("limit", self.limit.to_string())];
        if let Some(since) = self.since {
            let since = since.to_rfc3339_opts(SecondsFormat::Millis, true);
            query.push(("updated_after", since));
        }
        query.extend(self.next_token.clone().map(|token| ("next_token", token)));
        query
    }
}

/// Whether what changed since `wanted` has in it what changed since `due`; `None` is all.
fn covers(wanted: Option<DateTime<Utc>>, due: Option<DateTime<Utc>>) -> bool {
    wanted.is_none_or(|wanted| due.is_some_and(|due| wanted <= due))
}
