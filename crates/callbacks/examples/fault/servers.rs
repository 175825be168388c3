//! Two servers on one database, of which one is killed now and then.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::{RETRY, TIMEOUT};

/// Long enough for a debug build on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(1);

pub struct Servers {
    program: PathBuf,
    database_url: String,
    media: tempfile::TempDir,
    ports: [u16; 2],
    running: [Mutex<Child>; 2],
}

impl Servers {
    pub async fn start(program: &Path, database_url: &str) -> anyhow::Result<Self> {
        let media = tempfile::tempdir()?;
        let ports = [free_port()?, free_port()?];
        let one = |port| launch(program, database_url, media.path(), port);
        let servers = Self {
            running: [Mutex::new(one(ports[0])?), Mutex::new(one(ports[1])?)],
            program: program.to_owned(),
            database_url: database_url.to_owned(),
            ports,
            media,
        };
        for port in ports {
            servers.wait_for(port).await?;
        }
        Ok(servers)
    }

    /// The address of the API of one of the two.
    pub fn address(&self, number: usize) -> String {
        format!("http://127.0.0.1:{}/v1", self.ports[number % 2])
    }

    /// Kills one of the two in the middle of whatever it does, and starts it anew.
    pub async fn kill_and_restart(&self, number: usize) -> anyhow::Result<()> {
        let place = number % 2;
        let mut running = self.running[place].lock().await;
        // SIGKILL.
        running.kill().await?;
        let port = self.ports[place];
        *running = launch(&self.program, &self.database_url, self.media.path(), port)?;
        self.wait_for(port).await
    }

    async fn wait_for(&self, port: u16) -> anyhow::Result<()> {
        let begun = Instant::now();
        let url = format!("http://127.0.0.1:{port}/readyz");
        loop {
            if reqwest::get(&url)
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(());
            }
            if begun.elapsed() > START_LIMIT {
                bail!("the server does not answer at {url}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn launch(program: &Path, database_url: &str, media: &Path, port: u16) -> anyhow::Result<Child> {
    Command::new(program)
        .arg("serve")
        .env("DATABASE_URL", database_url)
        .env("TASKLENS_DATA_DIR", media)
        .env("TASKLENS_LISTEN", format!("127.0.0.1:{port}"))
        .env("TASKLENS_BASE_URL", format!("http://127.0.0.1:{port}"))
        .env("TASKLENS_ALLOW_HOSTS", "127.0.0.1")
        .env("TASKLENS_CALLBACK_TIMEOUT", TIMEOUT)
        .env("TASKLENS_CALLBACK_RETRY", RETRY)
        .env("RUST_LOG", "warn")
        .kill_on_drop(true)
        .spawn()
        .with_context(|| format!("cannot start {}", program.display()))
}

fn free_port() -> anyhow::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
