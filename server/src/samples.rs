//! `server samples`

use std::path::PathBuf;

use anyhow::Context;
use domain::Role;
use domain::import_report::ImportReport;
use samples::Summary;
use store::import::WhenOneFails;
use store::{PgPool, Scope};
use transfer::import::{Files, Import, Options};

use crate::import::command::Meter;
use crate::serve::media;
use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Do nothing if there are tasks already
    #[arg(long)]
    if_empty: bool,

    /// How many tasks, 40 or more
    #[arg(long, value_name = "N", default_value_t = 2000)]
    tasks: usize,

    /// Team that gets them, made if it is missing
    #[arg(long, value_name = "NAME", default_value = "Demo")]
    team: String,

    /// Admin of the team, made if missing
    #[arg(long, value_name = "EMAIL", default_value = "demo@tasklens.local")]
    email: String,
}

/// Brings the schema up to date, makes the team and its admin, and gives the team tasks to look at:
/// all of them or, if something stops it, none.
pub async fn samples(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    store::migrate(&pool).await?;
    let team_id = store::accounts::ensure_team(&pool, &arguments.team).await?;
    let name = arguments.email.split('@').next().unwrap_or_default();
    store::accounts::add_member(&pool, team_id, &arguments.email, &title(name), Role::Admin)
        .await
        .context("cannot make the team's admin; choose another --email")?;
    if arguments.if_empty && store::teams::has_tasks(&pool).await? {
        eprintln!("there are tasks already; no samples are made");
        return Ok(());
    }

    let folder = tempfile::tempdir().context("cannot make a folder for the samples")?;
    eprintln!("drawing {} sample tasks…", arguments.tasks);
    let summary = draw(folder.path().to_owned(), arguments.tasks).await?;
    eprintln!("storing them…");
    let file = folder.path().join("tasks.jsonl");
    let report = take(&settings, &pool, Scope::live(team_id), file).await?;
    if report.is_rolled_back {
        anyhow::ensure!(
            report.failed == 0,
            "a sample could not be taken: {:?}",
            report.problems.first()
        );
        eprintln!("the samples are here already, drawn on another day; they stay as they are");
        return Ok(());
    }
    eprintln!(
        "{} tasks of {} projects and {} batches, with {} photos, are in the team {}",
        report.added + report.unchanged,
        summary.projects,
        summary.batches,
        summary.photos,
        arguments.team
    );
    Ok(())
}

async fn draw(folder: PathBuf, tasks: usize) -> anyhow::Result<Summary> {
    let options = samples::Options {
        tasks,
        ..samples::Options::standard(chrono::Utc::now())
    };
    let drawn = tokio::task::spawn_blocking(move || samples::generate(&folder, &options)).await?;
    Ok(drawn?)
}

async fn take(
    settings: &Settings,
    pool: &PgPool,
    scope: Scope,
    file: PathBuf,
) -> anyhow::Result<ImportReport> {
    let media = media(settings)?;
    let options = Options {
        scope,
        when_one_fails: WhenOneFails::TakeNothing,
        project: None,
    };
    let mut import = Import::start(pool, media.blobs, media.pictures, options).await?;
    let source = std::fs::File::open(&file)?;
    let mut meter = Meter::new("samples", Some(source.metadata()?.len()));
    let progress = |bytes, report: &_| meter.show(bytes, report);
    import.read(source, Files::beside(&file)?, progress).await?;
    meter.clear();
    Ok(import.finish().await?)
}

/// `demo` as a name to show: `Demo`.
fn title(word: &str) -> String {
    let mut chars = word.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}
