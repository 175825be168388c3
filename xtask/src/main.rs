//! The task runner: `cargo xtask --help`.

mod attack;
mod bench;
mod cluster;
mod demo;
mod deny;
mod dist;
mod fault;
mod fuzz;
mod needs;
mod run;
mod site;
mod sqlx;
mod stop;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, shows and checks Tasklens. Every command installs what it needs and says so.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build and serve Tasklens with a sample set, and print the link to log in
    Demo(demo::Arguments),
    /// The demo, rebuilt and restarted whenever a source file changes
    Dev(demo::Arguments),
    /// Build the release: one program with the site and the migrations inside
    Dist,
    /// Run every check: formatting, lints, tests on real PostgreSQL, tests in a real browser
    Test(test::Arguments),
    /// Measure the task list at 100,000 tasks beside the bare SQL, and point clouds beside three.js
    Bench(bench::Arguments),
    /// Damage lidar files and read them, until one breaks a reader
    Fuzz(fuzz::Arguments),
    /// Kill servers while callbacks are sent to a receiver that fails, and see whether all arrive
    Fault(fault::Arguments),
    /// Attack a server on this machine, and see whether it keeps answering others
    Attack(attack::Arguments),
    /// Check dependencies for known faults, licenses and bans, by deny.toml
    Deny(deny::Arguments),
    /// Draw the pages' pictures in docs/screenshots
    Screenshots,
    /// Write what checked queries need to compile without a database, in .sqlx
    Sqlx,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(arguments) => demo::demo(&arguments),
        Command::Dev(arguments) => demo::dev(&arguments),
        Command::Dist => dist::dist(),
        Command::Test(arguments) => test::test(&arguments),
        Command::Bench(arguments) => bench::bench(&arguments),
        Command::Fuzz(arguments) => fuzz::fuzz(&arguments),
        Command::Fault(arguments) => fault::fault(&arguments),
        Command::Attack(arguments) => attack::attack(&arguments),
        Command::Deny(arguments) => deny::deny(&arguments),
        Command::Screenshots => test::screenshots(),
        Command::Sqlx => sqlx::sqlx(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
