//! The server, run on this machine.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::run::{check, output, program};
use crate::stop;

/// The built program and the settings it gets.
#[derive(Debug)]
pub struct ServerProgram {
    pub file: PathBuf,
    pub database_url: String,
    pub media: PathBuf,
    pub port: u16,
    /// More settings, as variables.
    pub more: Vec<(String, String)>,
}

const START_LIMIT: Duration = Duration::from_mins(1);

impl ServerProgram {
    /// The address that people type.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(&self.file);
        command
            .args(arguments)
            .env("DATABASE_URL", &self.database_url)
            .env("TASKLENS_DATA_DIR", &self.media)
            .env("TASKLENS_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("TASKLENS_BASE_URL", self.address())
            .envs(self.more.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a subcommand to its end.
    pub fn check(&self, arguments: &[&str]) -> anyhow::Result<()> {
        check(&mut self.command(arguments))
    }

    /// Runs a subcommand that answers on standard output.
    pub fn output(&self, arguments: &[&str]) -> anyhow::Result<String> {
        output(&mut self.command(arguments))
    }

    /// Starts serving, and returns when it answers.
    pub fn serve(&self) -> anyhow::Result<RunningServer> {
        let child = self
            .command(&["serve"])
            .env(
                "RUST_LOG",
                std::env::var("RUST_LOG").unwrap_or_else(|_| "warn".to_owned()),
            )
            .spawn()
            .context("cannot start the server")?;
        let mut server = RunningServer(child);
        let begun = Instant::now();
        while !self.answers() {
            if let Some(status) = server.0.try_wait()? {
                bail!("the server ended at its start: {status}");
            }
            if stop::is_asked() {
                bail!("stopped");
            }
            if begun.elapsed() > START_LIMIT {
                bail!("the server does not answer at {}", self.address());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(server)
    }

    fn answers(&self) -> bool {
        let ask = || -> std::io::Result<String> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            stream.write_all(b"GET /readyz HTTP/1.0\r\nhost: localhost\r\n\r\n")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        ask().is_ok_and(|answer| answer.split(' ').nth(1) == Some("200"))
    }
}

/// A serving process; dropping it ends it.
#[derive(Debug)]
pub struct RunningServer(pub Child);

impl Drop for RunningServer {
    fn drop(&mut self) {
        if let Err(error) = stop::end(&mut self.0) {
            eprintln!("{error:#}");
        }
    }
}

/// The server's program, as cargo built it.
pub fn built(profile_folder: &str) -> PathBuf {
    crate::workspace::target()
        .join(profile_folder)
        .join("server")
}

/// Opens the address in the reader's browser, where this machine has one.
pub fn open(address: &str) {
    let opener = if Path::new("/usr/bin/open").exists() {
        "open"
    } else {
        "xdg-open"
    };
    let has_screen = opener == "open"
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some());
    if has_screen {
        // The address is printed as well: no browser is no error.
        let _ = Command::new(opener).arg(address).status();
    }
}
