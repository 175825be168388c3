//! Which parts are measured, in which order.

use super::clouds;
use crate::cluster::{Cluster, Worth};
use crate::run::{cargo, check};
use crate::{stop, test, workspace};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The task list, beside the bare SQL
    List,
    /// The task list in a browser
    Browser,
    /// The API, beside PostgreSQL alone; 200 workers at once
    Api,
    /// Reading point clouds, beside Python
    Formats,
    /// Drawing point clouds, beside three.js
    Frames,
}

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Tasks in the list
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    tasks: usize,
    /// Times that each question is asked
    #[arg(long, value_name = "N", default_value_t = 101)]
    rounds: usize,
    /// Measure this part alone
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
}

/// Measures optimised code; tasks on a cluster of its own, where they are kept for the next run.
pub fn bench(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let is_wanted = |part| arguments.only.is_none_or(|only| only == part);
    if [Part::List, Part::Browser, Part::Api]
        .into_iter()
        .any(is_wanted)
    {
        let cluster = Cluster::start(&workspace::target().join("bench-pg"), Worth::Throwaway)?;
        if is_wanted(Part::List) || is_wanted(Part::Browser) {
            list(arguments, &cluster)?;
        }
        if is_wanted(Part::Browser) {
            // The example's names.
            let many = format!("tasklens_bench_{}", arguments.tasks);
            test::bench(&cluster, &many, "Bench")?;
        }
        if is_wanted(Part::Api) {
            test::load(&cluster)?;
        }
    }
    if is_wanted(Part::Formats) {
        clouds::formats()?;
    }
    if is_wanted(Part::Frames) {
        clouds::frames()?;
    }
    Ok(())
}

fn list(arguments: &Arguments, cluster: &Cluster) -> anyhow::Result<()> {
    check(
        cargo(&[
            "run",
            "--release",
            "--package",
            "store",
            "--example",
            "bench",
            "--",
        ])
        .args([arguments.tasks, arguments.rounds].map(|number| number.to_string()))
        .env("DATABASE_URL", cluster.url("postgres")),
    )
}
