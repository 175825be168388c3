//! `server export`

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use domain::export::{ExportForm, ExportFormat, ExportRequest};
use domain::task_list::Column;
use transfer::export::Export;

use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Which tasks, as in the address of the task list: 'status=completed&project=Street&sort=created'
    /// [default: all]
    #[arg(long, value_name = "QUERY", default_value = "")]
    query: String,

    /// Team whose tasks they are [default: the only one]
    #[arg(long, value_name = "NAME")]
    team: Option<String>,

    /// json (one array), jsonl (a task a line) or csv (the list's columns) [default: by the ending
    /// of FILE, else json]
    #[arg(long, value_name = "FORMAT")]
    format: Option<ExportFormat>,

    /// Pack the file [default: where the name of FILE ends in .gz]
    #[arg(long)]
    gzip: bool,

    /// Columns of a CSV file, separated by commas [default: all]
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    columns: Option<Vec<Column>>,

    /// Where to write; until all is written, it is called FILE.partial [default: standard output]
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Writes the file, and tells on standard error how it goes.
pub async fn export(settings: Settings, arguments: Arguments) -> anyhow::Result<()> {
    let pool = store::connect(&settings.database_url)
        .await
        .context("cannot open the database; check --database-url")?;
    let scope = store::teams::team_scope(&pool, arguments.team.as_deref()).await?;
    let request = request(&arguments)?;
    let mut export = Export::open(&pool, scope, &request).await?;
    match &arguments.output {
        Some(path) => write_file(&mut export, path).await?,
        None => write_all(&mut export, &mut std::io::stdout().lock()).await?,
    }
    eprintln!("{} tasks exported", export.written);
    Ok(())
}

fn request(arguments: &Arguments) -> anyhow::Result<ExportRequest> {
    let query = arguments.query.trim_start_matches('?');
    let mut request = ExportRequest::parse(query).context("--query is wrong")?;
    let name = arguments.output.as_ref().and_then(|path| path.file_name());
    let by_name = name.and_then(|name| ExportForm::of_name(&name.to_string_lossy()));
    let form = &mut request.form;
    if let Some(by_name) = by_name {
        (form.format, form.gzip) = (by_name.format, by_name.gzip);
    }
    form.format = arguments.format.unwrap_or(form.format);
    form.gzip |= arguments.gzip;
    if let Some(columns) = &arguments.columns {
        form.columns.clone_from(columns);
    }
    Ok(request)
}

/// Under another name until it is whole and on the disk, so that no half file is taken for one.
async fn write_file(export: &mut Export, path: &Path) -> anyhow::Result<()> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let wrong = || format!("cannot write {}", partial.display());
    let mut file = std::fs::File::create(&partial).with_context(wrong)?;
    write_all(export, &mut file).await?;
    file.sync_all().with_context(wrong)?;
    std::fs::rename(&partial, path)
        .with_context(|| format!("{} is whole but cannot be renamed", partial.display()))
}

async fn write_all(export: &mut Export, out: &mut impl Write) -> anyhow::Result<()> {
    let is_shown = std::io::stderr().is_terminal();
    while let Some(bytes) = export.next().await? {
        out.write_all(&bytes)
            .context("the export cannot be written")?;
        if is_shown {
            eprint!("\r\x1b[K{} of {} tasks", export.written, export.total());
        }
    }
    out.flush().context("the export cannot be written")?;
    if is_shown {
        eprint!("\r\x1b[K");
    }
    Ok(())
}
