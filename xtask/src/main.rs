//! The task runner: `cargo xtask --help`.

mod cluster;
mod needs;
mod run;
mod sqlx;
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
    /// Run every check: formatting, lints, tests on real PostgreSQL, tests in a real browser
    Test(test::Arguments),
    /// Write what checked queries need to compile without a database, in .sqlx
    Sqlx,
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Test(arguments) => test::test(&arguments),
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
