//! `server pull`

use std::io::{IsTerminal, Write};

use anyhow::Context;
use chrono::{DateTime, Utc};
use transfer::pull::{Pulling, Since, Source, pull, pull_files};

use crate::import::words;
use crate::serve::media;
use crate::settings::Settings;

#[allow(
    clippy::doc_markdown,
    rustdoc::bare_urls,
    reason = "the text is the help of the command, not Markdown"
)]
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The API to copy from: https://api.scale.com/v1, or http://HOST:PORT/v1 of another Tasklens
    #[arg(long, value_name = "URL")]
    from: String,

    /// A key to it that may read; better given as a variable, since others see flags. With a test
    /// key, test tasks are copied
    #[arg(
        long,
        env = "TASKLENS_PULL_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    key: String,

    /// Copy what changed since then, such as 2026-04-03 or 2026-04-03T17:30:00Z [default: since the
    /// last copy from there began; all, the first time]
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<DateTime<Utc>>,

    /// Team that gets the tasks [default: the only one]
    #[arg(long, value_name = "NAME")]
    team: Option<String>,

    /// Fetch the files of the tasks as well; else each is fetched when somebody first looks, which
    /// cannot be where it takes the key
    #[arg(long)]
    attachments: bool,
}

/// Copies, tells on standard error how it goes, and fails if a task or file could not be taken.
pub async fn command(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    let source = Source::new(&arguments.from, &arguments.key)?;
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    let mut scope = store::teams::team_scope(&pool, arguments.team.as_deref())
        .await
        .context(
            "cannot choose the team; give --team, and run `server migrate` on a new database",
        )?;
    scope.is_test = source.is_test();
    let media = media(&settings)?;
    let to = Pulling {
        pool,
        scope,
        blobs: media.blobs,
        pictures: media.pictures,
    };
    let since = arguments.since.map_or(Since::LastTime, Since::Then);
    let is_shown = std::io::stderr().is_terminal();
    let report = pull(&to, &source, since, |seen, total, report| {
        if is_shown {
            let of = total.map_or_else(String::new, |total| format!(" of {total}"));
            eprint!("\r\x1b[K{seen}{of} tasks: {}", words::counts(report));
            // A terminal that is gone shows nothing; the copy goes on.
            let _ = std::io::stderr().flush();
        }
    })
    .await?;
    if is_shown {
        eprint!("\r\x1b[K");
    }
    for problem in &report.problems {
        eprintln!("{}", words::problem(problem));
    }
    eprintln!("{}", words::counts(&report));
    let mut failed_files = 0;
    if arguments.attachments {
        let files = pull_files(&to, &media.fetcher, &source, |_, error| {
            eprintln!("{error}");
        })
        .await?;
        eprintln!("{} files fetched, {} failed", files.fetched, files.failed);
        failed_files = files.failed;
    }
    anyhow::ensure!(report.failed == 0, "{} tasks were left out", report.failed);
    anyhow::ensure!(
        failed_files == 0,
        "{failed_files} files could not be fetched"
    );
    Ok(())
}

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    domain::api::instant(text)
        .ok_or_else(|| format!("`{text}` is no time; write it like 2026-04-03T17:30:00Z"))
}
