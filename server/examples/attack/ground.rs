//! The server under attack, and who lives on it.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};

use crate::raw;

/// The password of everybody here. It passes any sensible rule.
pub const PASSWORD: &str = "violet-tram-harvest-mosaic-83";

/// Long enough for a debug build on a busy machine.
const START_LIMIT: Duration = Duration::from_mins(1);

/// Open files of a login shell: the server must raise the limit itself.
const OPEN_FILES: u32 = 1024;

/// The program and its database. Each attack starts servers of its own, so that none suffers from
/// what another one left behind.
#[derive(Debug)]
pub struct Ground {
    program: PathBuf,
    pub database_url: String,
    data: TempDir,
}

/// A server that runs; dropping it kills it.
#[derive(Debug)]
pub struct Server {
    _child: Child,
    pub pid: u32,
    pub address: SocketAddr,
}

impl Ground {
    pub fn new(program: PathBuf, database_url: String) -> anyhow::Result<Self> {
        Ok(Self {
            program,
            database_url,
            data: tempfile::tempdir()?,
        })
    }

    /// Adds a person to a team, which is made where it is missing.
    pub async fn add_person(&self, team: &str, email: &str) -> anyhow::Result<()> {
        let mut command = self.command(Path::new(&self.program));
        command.args(["user", "add", "--role", "admin", "--password-stdin"]);
        command.args(["--team", team, "--email", email]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(PASSWORD.as_bytes()).await?;
        }
        answer(&child.wait_with_output().await?)?;
        Ok(())
    }

    /// Makes a live key with the role `admin`.
    pub async fn make_key(&self, team: &str) -> anyhow::Result<String> {
        let mut command = self.command(Path::new(&self.program));
        command.args(["key", "--role", "admin", "--team", team]);
        answer(&command.output().await?)
    }

    /// Imports a task file into a team.
    pub async fn import(&self, team: &str, records: &str) -> anyhow::Result<()> {
        let file = self.data.path().join("import.jsonl");
        std::fs::write(&file, records)?;
        let mut command = self.command(Path::new(&self.program));
        command.args(["import", "--team", team]).arg(&file);
        answer(&command.output().await?)?;
        Ok(())
    }

    /// Starts a server and returns when it answers.
    pub async fn serve(&self) -> anyhow::Result<Server> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        // The shell becomes the server, which keeps its process id.
        let mut command = self.command(Path::new("sh"));
        let mut child = command
            .arg("-c")
            .arg(format!("ulimit -S -n {OPEN_FILES} && exec \"$0\" serve"))
            .arg(&self.program)
            .env("TASKLENS_LISTEN", address.to_string())
            .env("TASKLENS_BASE_URL", format!("http://{address}"))
            .spawn()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended at its start: {status}; run with RUST_LOG=warn to see why");
            }
            let wait = Duration::from_secs(2);
            if raw::get(address, "/readyz", &[], wait).await.status == Some(200) {
                break;
            }
            ensure!(
                begun.elapsed() < START_LIMIT,
                "the server does not answer at {address}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Server {
            pid: child.id().context("the server has no process id")?,
            _child: child,
            address,
        })
    }

    fn command(&self, program: &Path) -> Command {
        let log = std::env::var("RUST_LOG").unwrap_or_else(|_| "off".to_owned());
        let mut command = Command::new(program);
        command
            .env("DATABASE_URL", &self.database_url)
            .env("TASKLENS_DATA_DIR", self.data.path().join("media"))
            // Networks are told by X-Forwarded-For, as from behind a proxy.
            .env("TASKLENS_TRUSTED_PROXIES", "1")
            .env("TASKLENS_ALLOW_HOSTS", "127.0.0.1")
            .env("RUST_LOG", log)
            .kill_on_drop(true);
        command
    }
}

/// What the command printed, trimmed; an error with its complaint where it failed.
fn answer(output: &std::process::Output) -> anyhow::Result<String> {
    ensure!(
        output.status.success(),
        "a command of the server failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
