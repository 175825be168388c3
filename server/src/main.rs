//! The Tasklens server and its commands.

use clap::Parser;
use server::cli::Cli;
use tikv_jemallocator::Jemalloc;

/// Gives memory back that logins and large bodies took for a moment, by threads of its own; the
/// system's allocator (glibc's) keeps it.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    let settings = cli.settings()?;
    server::log::start(settings.log_format);
    cli.command.run(settings).await
}
