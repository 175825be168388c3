//! Runs the steps, each to its end, and adds up.

use std::process::Command;
use std::time::Instant;

use anyhow::bail;

use super::api::{contract, sdk};
use super::browser::browser;
use super::server::build_server;
use super::step::Step;
use super::tally::Tally;
use crate::cluster::{Cluster, Worth};
use crate::demo::built;
use crate::run::{cargo, watched};
use crate::sqlx::QueryDatabase;
use crate::{fault, needs, site, workspace};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Run this step alone (may be given several times)
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Leave this step out (may be given several times)
    #[arg(long, value_name = "STEP")]
    skip: Vec<Step>,
    /// For Playwright, such as the name of a spec: `cargo xtask test --only browser -- access`
    #[arg(last = true)]
    playwright: Vec<String>,
}

/// Runs the steps; a failing one does not hold up the next. Fails where any did.
pub fn test(arguments: &Arguments) -> anyhow::Result<()> {
    let mut total = Tally::default();
    let mut failed = Vec::new();
    for step in Step::ALL {
        let is_wanted = arguments.only.is_empty() || arguments.only.contains(&step);
        if !is_wanted || arguments.skip.contains(&step) {
            continue;
        }
        println!("\n=== {}", step.title());
        let begun = Instant::now();
        let tally = match run(step, arguments) {
            Ok(tally) => tally,
            Err(error) => {
                println!("{error:#}");
                Tally {
                    passed: 0,
                    failed: 1,
                }
            }
        };
        let seconds = begun.elapsed().as_secs();
        println!("=== {}: {tally} in {seconds} s", step.title());
        if tally.failed > 0 {
            failed.push(step.title());
        }
        total += tally;
    }
    println!("\n{total}");
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    if total == Tally::default() {
        bail!("no step was run; see cargo xtask test --help");
    }
    Ok(())
}

fn run(step: Step, arguments: &Arguments) -> anyhow::Result<Tally> {
    match step {
        Step::Format => check_by(cargo(&["fmt", "--all", "--check"])),
        Step::Lint => lint(),
        Step::Unit => unit(),
        Step::Sdk => sdk(),
        Step::Contract => contract(),
        Step::Fault => faulty(),
        Step::Browser => browser("tests", &arguments.playwright),
    }
}

/// The small form of `cargo xtask fault`.
fn faulty() -> anyhow::Result<Tally> {
    build_server()?;
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    let mut tally = Tally::default();
    let outcome = fault::run(&cluster, &built("debug"), 300, 3);
    if let Err(error) = &outcome {
        println!("{error:#}");
    }
    tally.add_check(outcome.is_ok());
    Ok(tally)
}

/// Clippy, which also writes what the checked queries need, so that they compile but once.
fn lint() -> anyhow::Result<Tally> {
    needs::wasm_target()?;
    let database = QueryDatabase::make()?;
    let mut tally = check_by(database.fill(clippy(&[
        "--workspace",
        "--exclude",
        "frontend",
        "--all-targets",
    ]))?)?;
    let queries = database.compare();
    if let Err(error) = &queries {
        println!("{error:#}");
    }
    tally.add_check(queries.is_ok());
    // Apart, because the browser's side of `app` has other features than the server's, and only the
    // browser's side of `viewer` draws.
    let mut frontend = clippy(&[
        "--package",
        "frontend",
        "--package",
        "viewer",
        "--target",
        site::TARGET,
    ]);
    frontend.envs([site::ZONES]);
    tally += check_by(frontend)?;
    Ok(tally)
}

fn clippy(what: &[&str]) -> Command {
    let mut command = cargo(&["clippy"]);
    command.args(what).args(["--", "-D", "warnings"]);
    command
}

fn check_by(mut command: Command) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    tally.add_check(command.status()?.success());
    Ok(tally)
}

/// Draws the pictures in `docs/screenshots`.
pub fn screenshots() -> anyhow::Result<()> {
    let tally = browser("screenshots", &[])?;
    if tally.failed > 0 {
        bail!("{} screenshots failed", tally.failed);
    }
    Ok(())
}

/// Every test that cargo knows, with its documentation examples; each store test makes itself a
/// database.
fn unit() -> anyhow::Result<Tally> {
    if let Err(error) = needs::pgbouncer() {
        println!("the tests behind a pooler are skipped: {error:#}");
    }
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    cargo_tests(
        cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "frontend",
            "--no-fail-fast",
        ])
        .env("DATABASE_URL", cluster.url("postgres")),
    )
}

fn cargo_tests(command: &mut Command) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = watched(command, |line| tally.read_cargo(line))?;
    // What does not compile counts no test.
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}
