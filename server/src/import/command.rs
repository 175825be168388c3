//! `server import`

use std::fs::File;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use domain::import_report::ImportReport;
use store::import::WhenOneFails;
use transfer::import::{Files, Import, Options};

use super::words;
use crate::serve::media;
use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Files of tasks: a JSON array, one task, or a task a line (JSONL), packed with gzip or not;
    /// `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Team that gets the tasks [default: the only one]
    #[arg(long, value_name = "NAME")]
    team: Option<String>,

    /// Project of tasks that name none
    #[arg(long, value_name = "NAME")]
    project: Option<String>,

    /// Take nothing if a single record cannot be taken; without it, the rest goes in
    #[arg(long)]
    atomic: bool,

    /// Folder that the paths of attachments start from; nothing outside it is read [default: the
    /// folder of each FILE, and the one above where FILE lies in a folder named `tasks`]
    #[arg(long, value_name = "DIR")]
    attachments: Option<PathBuf>,
}

/// Imports files, tells on standard error how it goes, and fails if a record could not be taken.
pub async fn import(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    for path in arguments.files.iter().filter(|path| !is_input(path)) {
        std::fs::metadata(path).with_context(|| format!("{} cannot be read", path.display()))?;
    }
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    let scope = store::teams::team_scope(&pool, arguments.team.as_deref())
        .await
        .context(
            "cannot choose the team; give --team, and run `server migrate` on a new database",
        )?;
    let media = media(&settings)?;
    let when_one_fails = if arguments.atomic {
        WhenOneFails::TakeNothing
    } else {
        WhenOneFails::TakeTheRest
    };
    let options = Options {
        scope,
        when_one_fails,
        project: arguments.project,
    };
    let mut import = Import::start(&pool, media.blobs, media.pictures, options).await?;
    for path in &arguments.files {
        read_file(&mut import, path, arguments.attachments.as_deref())
            .await
            .with_context(|| format!("the import stopped in {}", path.display()))?;
    }
    let report = import.finish().await?;
    eprintln!("{}", words::counts(&report));
    if report.is_rolled_back {
        anyhow::bail!("nothing was taken, since --atomic is given and not every record can be");
    }
    anyhow::ensure!(
        report.failed == 0,
        "{} records were left out",
        report.failed
    );
    Ok(())
}

/// Whether the name stands for standard input.
fn is_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

async fn read_file(
    import: &mut Import,
    path: &Path,
    attachments: Option<&Path>,
) -> anyhow::Result<()> {
    let is_input = is_input(path);
    let files = match attachments {
        Some(folder) => Files::in_folder(folder)
            .with_context(|| format!("there is no folder {}", folder.display()))?,
        None if is_input => Files::in_folder(Path::new("."))?,
        None => Files::beside(path)?,
    };
    let listed = import.report().problems.len();
    let mut meter;
    if is_input {
        meter = Meter::new("standard input", None);
        let progress = |bytes, report: &_| meter.show(bytes, report);
        import.read(std::io::stdin(), files, progress).await?;
    } else {
        let file = File::open(path)?;
        meter = Meter::new(&path.display().to_string(), Some(file.metadata()?.len()));
        let progress = |bytes, report: &_| meter.show(bytes, report);
        import.read(file, files, progress).await?;
    }
    meter.clear();
    for problem in &import.report().problems[listed..] {
        eprintln!("{}: {}", path.display(), words::problem(problem));
    }
    Ok(())
}

/// A line on a terminal that shows how far a file is read; silent elsewhere.
pub(crate) struct Meter {
    name: String,
    /// Bytes of the whole file, where they are known.
    size: Option<u64>,
    is_shown: bool,
}

impl Meter {
    pub fn new(name: &str, size: Option<u64>) -> Self {
        Self {
            name: name.to_owned(),
            size,
            is_shown: std::io::stderr().is_terminal(),
        }
    }

    pub fn show(&mut self, bytes: u64, report: &ImportReport) {
        if !self.is_shown {
            return;
        }
        let read = match self.size {
            Some(size) if size > 0 => format!("{:3} %", bytes.min(size) * 100 / size),
            _ => format!("{} MiB", bytes >> 20),
        };
        eprint!("\r\x1b[K{}: {read}, {}", self.name, words::counts(report));
        // A terminal that is gone shows nothing; the import goes on.
        let _ = std::io::stderr().flush();
    }

    pub fn clear(&self) {
        if self.is_shown {
            eprint!("\r\x1b[K");
        }
    }
}
