//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::access::commands::{self, Email, KeyArguments, UserCommand};
use crate::settings::{GivenSettings, Settings};
use crate::{export, import, pull, samples, serve};

/// The self-hosted console for annotation tasks.
///
/// Every setting can be given as a flag, as an environment variable, or as a key of the TOML file
/// that --config names; the first of these that gives it wins.
#[derive(Debug, Parser)]
#[command(name = "server", version)]
pub struct Cli {
    /// TOML file of settings; its keys are the long flags with `_` for `-`: listen = "0.0.0.0:8400"
    #[arg(long, env = "TASKLENS_CONFIG", global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    given: GivenSettings,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the site (and bring the database schema up to date first)
    Serve(serve::Arguments),
    /// Bring the database schema up to date and end
    Migrate,
    /// Import task files; a record that is here already, word for word, changes nothing
    Import(import::command::Arguments),
    /// Copy tasks, batches and projects from Scale or from another Tasklens, and what changed there
    /// since the last time
    Pull(pull::command::Arguments),
    /// Write tasks to a file, whole or as a table
    Export(export::command::Arguments),
    /// Make a team with sample tasks, to look around
    Samples(samples::Arguments),
    /// Add, list, disable people, and set their passwords
    #[command(subcommand)]
    User(UserCommand),
    /// Make an API key and print it, alone, on standard output
    Key(KeyArguments),
    /// Print a link that logs somebody in once, within 24 hours
    LoginLink(Email),
}

impl Cli {
    /// Flags and variables over the file over the defaults.
    pub fn settings(&self) -> anyhow::Result<Settings> {
        let file = match &self.config {
            Some(path) => GivenSettings::from_file(path)?,
            None => GivenSettings::default(),
        };
        self.given.clone().or(file).complete()
    }
}

impl Command {
    pub async fn run(self, settings: Settings) -> anyhow::Result<()> {
        match self {
            Self::Serve(arguments) => serve::serve(settings, arguments).await,
            Self::Import(arguments) => import::command::import(settings, arguments).await,
            Self::Pull(arguments) => pull::command::command(settings, arguments).await,
            Self::Export(arguments) => export::command::export(settings, arguments).await,
            Self::Samples(arguments) => samples::samples(settings, arguments).await,
            Self::User(command) => commands::user(&settings, command).await,
            Self::Key(arguments) => commands::key(&settings, arguments).await,
            Self::LoginLink(email) => commands::login_link(&settings, email).await,
            Self::Migrate => {
                let pool = store::connect(&settings.database_url).await?;
                store::migrate(&pool).await?;
                eprintln!("the database schema is up to date");
                Ok(())
            }
        }
    }
}
