//! The Tasklens server and its commands.

use clap::Parser;
use server::cli::Cli;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let settings = cli.settings()?;
    server::log::start(settings.log_format);
    cli.command.run(settings).await
}
