//! Builds, fills and serves, from nothing or from where it was left.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::server::{self, RunningServer, ServerProgram};
use crate::cluster::{Cluster, Worth};
use crate::run::{cargo, check};
use crate::site::{self, Profile};
use crate::stop;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Port of the site on this machine
    #[arg(long, default_value_t = 8400)]
    pub port: u16,
    /// Folder of the database and the pictures; a second start goes on with it
    #[arg(long, value_name = "DIR", default_value = "data")]
    pub data: PathBuf,
    /// Print the link, open no browser
    #[arg(long)]
    pub no_open: bool,
    /// Use this PostgreSQL database instead of starting a server of our own
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// Build the optimised program, as it is deployed: takes longer
    #[arg(long)]
    pub release: bool,
}

/// The account that the sample set comes with.
const DEMO_ACCOUNT: &str = "demo@tasklens.local";

/// Serves the sample set until Ctrl-C.
pub fn demo(arguments: &Arguments) -> anyhow::Result<()> {
    stop::listen()?;
    let stage = Stage::set(arguments)?;
    let mut server = stage.open(arguments)?;
    let ended = stop::wait(&mut server.0);
    if stop::is_asked() {
        eprintln!("\nstopping");
        return Ok(());
    }
    bail!("the server ended by itself: {}", ended?);
}

/// What the server needs around it: a database with the samples, and its own program.
#[derive(Debug)]
pub struct Stage {
    pub program: ServerProgram,
    // Stops when the stage is dropped, after the server, which is dropped before.
    _cluster: Option<Cluster>,
}

impl Stage {
    pub fn set(arguments: &Arguments) -> anyhow::Result<Self> {
        refuse_taken_port(arguments.port)?;
        let file = build(arguments)?;
        let data = std::env::current_dir()?.join(&arguments.data);
        std::fs::create_dir_all(&data)
            .with_context(|| format!("cannot make {}; choose another --data", data.display()))?;
        let (cluster, database_url) = database(&data, arguments.database_url.as_deref())?;
        let stage = Self {
            program: ServerProgram {
                file,
                database_url,
                media: data.join("media"),
                port: arguments.port,
                more: Vec::new(),
            },
            _cluster: cluster,
        };
        stage.program.check(&["migrate"])?;
        stage.program.check(&["samples", "--if-empty"])?;
        Ok(stage)
    }

    /// Serves, and shows the reader the way in.
    pub fn open(&self, arguments: &Arguments) -> anyhow::Result<RunningServer> {
        let server = self.program.serve()?;
        let link = self
            .program
            .output(&["login-link", "--email", DEMO_ACCOUNT])?;
        println!("\nTasklens runs. Log in once with this link:\n\n    {link}\n\nCtrl-C stops it.");
        if !arguments.no_open {
            server::open(&link);
        }
        Ok(server)
    }
}

/// Builds site and server; the server's program.
pub fn build(arguments: &Arguments) -> anyhow::Result<PathBuf> {
    let mut server = cargo(&["build", "--package", "server"]);
    if arguments.release {
        // A release embeds the site, so the site comes first.
        site::build(Profile::Release)?;
        check(server.arg("--release"))?;
        return Ok(server::built("release"));
    }
    check(&mut server)?;
    site::build(Profile::Dev)?;
    Ok(server::built("debug"))
}

fn database(data: &Path, given: Option<&str>) -> anyhow::Result<(Option<Cluster>, String)> {
    if let Some(url) = given {
        eprintln!("using the database of --database-url or DATABASE_URL");
        return Ok((None, url.to_owned()));
    }
    let cluster = Cluster::start(&data.join("pg"), Worth::Kept)?;
    cluster.create_database("tasklens")?;
    let url = cluster.url("tasklens");
    Ok((Some(cluster), url))
}

fn refuse_taken_port(port: u16) -> anyhow::Result<()> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .map(drop)
        .with_context(|| {
            format!(
                "port {port} is taken; choose another: --port {}",
                port.wrapping_add(1)
            )
        })
}
