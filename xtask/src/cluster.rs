//! A private PostgreSQL cluster: its own folder, its own socket, nothing listening on the network.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::needs;
use crate::run::{check, output, program};

/// A running cluster; dropping it stops it.
#[derive(Debug)]
pub struct Cluster {
    programs: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    server: Child,
}

/// What the data is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// Survives a power cut.
    Kept,
    /// Made again each time: the disk is not waited for.
    Throwaway,
}

/// As PostgreSQL runs where we are root.
const ACCOUNT: &str = "postgres";
const START_LIMIT: Duration = Duration::from_mins(1);

impl Cluster {
    /// Starts the cluster in `folder`, made first where there is none.
    pub fn start(folder: &Path, worth: Worth) -> anyhow::Result<Self> {
        let programs = needs::postgres()?;
        let data = folder.join("data");
        let socket = socket_folder(folder);
        for made in [folder, &socket] {
            fs::create_dir_all(made).with_context(|| format!("cannot make {}", made.display()))?;
            give_to_account(made)?;
        }
        refuse_second_server(&data)?;
        if !data.join("PG_VERSION").exists() {
            init(&programs, &data)?;
        }
        let log = fs::File::create(folder.join("log"))?;
        let server = as_account(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&socket)
            .args(options(worth))
            // A group of its own: Ctrl-C reaches us alone, and the database stops last.
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("cannot start PostgreSQL")?;
        let mut cluster = Self {
            programs,
            data,
            socket,
            server,
        };
        cluster.wait_until_ready(&folder.join("log"))?;
        Ok(cluster)
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        let socket = self.socket.display().to_string();
        format!(
            "postgres://{ACCOUNT}@localhost/{database}?host={}",
            percent_encoded(&socket)
        )
    }

    /// Makes the database where it is missing.
    pub fn create_database(&self, name: &str) -> anyhow::Result<()> {
        let found = self.query(
            "postgres",
            &format!("select 1 from pg_database where datname = '{name}'"),
        )?;
        if found.is_empty() {
            self.query("postgres", &format!("create database \"{name}\""))?;
        }
        Ok(())
    }

    /// The program that sends statements.
    pub fn psql(&self) -> PathBuf {
        self.programs.join("psql")
    }

    /// What `psql` answers, in rows of plain text.
    pub fn query(&self, database: &str, sql: &str) -> anyhow::Result<String> {
        output(program(self.psql()).args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--set=ON_ERROR_STOP=1",
            &format!("--dbname={}", self.url(database)),
            "--command",
            sql,
        ]))
    }

    fn wait_until_ready(&mut self, log: &Path) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.server.try_wait()? {
                let said = fs::read_to_string(log).unwrap_or_default();
                bail!("PostgreSQL ended at its start: {status}\n{}", said.trim());
            }
            let ready = program(self.programs.join("pg_isready"))
                .args(["--quiet", "--host"])
                .arg(&self.socket)
                .status()?;
            if ready.success() {
                return Ok(());
            }
            if begun.elapsed() > START_LIMIT {
                bail!(
                    "PostgreSQL did not start within a minute; see {}",
                    log.display()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// To the end even where we are asked to stop: that is why we stop it.
    fn stop(&mut self) -> anyhow::Result<()> {
        as_account(&self.programs.join("pg_ctl"))
            .args(["stop", "--mode=fast", "--wait", "--silent", "--pgdata"])
            .arg(&self.data)
            .status()?;
        self.server.wait()?;
        Ok(())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("{error:#}");
        }
    }
}

fn options(worth: Worth) -> Vec<&'static str> {
    let mut settings = vec![
        // Only the socket, which only we may open: there is no password.
        "listen_addresses=",
        "unix_socket_permissions=0700",
        "max_connections=200",
        "shared_buffers=256MB",
        "max_wal_size=2GB",
    ];
    if worth == Worth::Throwaway {
        settings.extend([
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ]);
    }
    settings
        .into_iter()
        .flat_map(|setting| ["-c", setting])
        .collect()
}

fn init(programs: &Path, data: &Path) -> anyhow::Result<()> {
    eprintln!("making a PostgreSQL cluster in {}", data.display());
    check(
        as_account(&programs.join("initdb"))
            .args([
                "--username",
                ACCOUNT,
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
                "--pgdata",
            ])
            .arg(data)
            .stdout(Stdio::null()),
    )
}

/// PostgreSQL would refuse as well, but does not say what to do.
fn refuse_second_server(data: &Path) -> anyhow::Result<()> {
    let Ok(text) = fs::read_to_string(data.join("postmaster.pid")) else {
        return Ok(());
    };
    let process = text.lines().next().unwrap_or_default().trim();
    let name = fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    if name.trim() != "postgres" {
        return Ok(());
    }
    bail!(
        "a PostgreSQL server (process {process}) already runs on {}; stop the command that started it, or that process: kill -INT {process}",
        data.display()
    );
}

/// A socket's path may have 107 bytes; deep folders get one in the folder for temporary files.
fn socket_folder(folder: &Path) -> PathBuf {
    let near = folder.join("socket");
    if near.as_os_str().len() <= 80 {
        return near;
    }
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    std::env::temp_dir().join(format!("tasklens-{:016x}", hasher.finish()))
}

fn give_to_account(folder: &Path) -> anyhow::Result<()> {
    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    if needs::is_root() {
        check(program("chown").arg(ACCOUNT).arg(folder))?;
    }
    Ok(())
}

/// A program run as `postgres` where we are root. It keeps the right to walk through folders that
/// are closed to others, such as /root, because the cluster may lie below one.
fn as_account(file: &Path) -> Command {
    if !needs::is_root() {
        return program(file);
    }
    let mut command = program("setpriv");
    command
        .args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--init-groups"])
        .args([
            "--inh-caps",
            "+dac_override",
            "--ambient-caps",
            "+dac_override",
        ])
        .arg(file)
        .env("HOME", "/");
    command
}

fn percent_encoded(path: &str) -> String {
    use std::fmt::Write;
    path.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_spaces_is_spelled_for_an_address() {
        assert_eq!(percent_encoded("/my tasks/a-b_c.d"), "/my%20tasks/a-b_c.d");
    }

    #[test]
    fn a_socket_in_a_deep_folder_moves_to_where_its_path_is_short() {
        let near = Path::new("/work/target/test-pg");
        assert_eq!(socket_folder(near), near.join("socket"));
        let deep = PathBuf::from(format!("/{}", "deep/".repeat(40)));
        assert!(socket_folder(&deep).as_os_str().len() < 90);
        assert_eq!(socket_folder(&deep), socket_folder(&deep));
    }
}
