//! Attacks on a server of this machine, and the figures that show how it fares: one row each, beside
//! the figure before the defenses and its bound.
//!
//! `cargo xtask attack` makes the database and runs it. All traffic stays on the loopback interface.

mod client;
mod ground;
mod listener;
mod login;
mod memory;
mod process;
mod raw;
mod report;
mod shares;
mod slow_heads;
mod tags;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
// Its server functions tell their addresses where it is linked.
use app as _;
use clap::{Parser, ValueEnum};
use tokio::signal::unix::{SignalKind, signal};

use ground::Ground;
use report::Row;

#[derive(Debug, Parser)]
struct Arguments {
    /// An empty database
    #[arg(long, env = "DATABASE_URL", hide_env_values = true)]
    database_url: String,
    /// The server's program
    #[arg(long)]
    server: PathBuf,
    /// Run this attack alone (may be given several times)
    #[arg(long, value_name = "ATTACK")]
    only: Vec<Attack>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Attack {
    /// Small requests that make much work
    Tags,
    /// Memory that stays
    Memory,
    /// Requests that never end
    SlowHeads,
    /// One team that takes all places
    Shares,
    /// Strangers who lock people out
    Login,
}

impl Attack {
    async fn run(self, ground: &Ground) -> anyhow::Result<Vec<Row>> {
        match self {
            Self::Tags => tags::attack(ground).await,
            Self::Memory => memory::attack(ground).await,
            Self::SlowHeads => slow_heads::attack(ground).await,
            Self::Shares => shares::attack(ground).await,
            Self::Login => login::attack(ground).await,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Tags => tags::NAME,
            Self::Memory => memory::NAME,
            Self::SlowHeads => slow_heads::NAME,
            Self::Shares => shares::NAME,
            Self::Login => login::NAME,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match attack_until_stopped().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whatever ends the attacks drops the servers that they started, which kills those.
async fn attack_until_stopped() -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = attack(Arguments::parse()) => result,
        _ = terminate.recv() => bail!("stopped"),
        _ = tokio::signal::ctrl_c() => bail!("stopped"),
    }
}

async fn attack(arguments: Arguments) -> anyhow::Result<()> {
    let ground = Ground::new(arguments.server, arguments.database_url)?;
    let mut rows = Vec::new();
    for attack in Attack::value_variants() {
        if !arguments.only.is_empty() && !arguments.only.contains(attack) {
            continue;
        }
        let begun = Instant::now();
        let done = attack.run(&ground).await;
        rows.extend(done.unwrap_or_else(|error| vec![Row::broken(attack.name(), &error)]));
        let seconds = begun.elapsed().as_secs();
        eprintln!("{} took {seconds} s", attack.name());
    }
    println!("{}", report::table(&rows));
    let missed = rows.iter().filter(|row| !row.is_held).count();
    if missed > 0 {
        bail!("{missed} of {} bounds are missed", rows.len());
    }
    Ok(())
}
