//! The API, asked by programs of others: the genuine Python package, an S3 beneath it, and what reads
//! its OpenAPI document.

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Context;

use super::server::build_server;
use super::tally::Tally;
use crate::cluster::{Cluster, Worth};
use crate::demo::{RunningServer, ServerProgram};
use crate::run::{cargo, check, program, watched};
use crate::{needs, workspace};

const TEAM: &str = "Pipelines";

/// A bucket and the names of all objects in it.
const BUCKET: &str = "tasklens/tests";

/// A server with an empty database, made anew for each run, and keys to it.
struct Site {
    _cluster: Cluster,
    server: ServerProgram,
    live_key: String,
    /// Answers tasks, which no key audits itself.
    work_key: String,
    test_key: String,
}

impl Site {
    fn make(database: &str) -> anyhow::Result<Self> {
        build_server()?;
        let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
        cluster.query(
            "postgres",
            &format!("drop database if exists {database} with (force)"),
        )?;
        cluster.create_database(database)?;
        let server = ServerProgram {
            file: workspace::target().join("debug/server"),
            database_url: cluster.url(database),
            media: workspace::target().join("sdk-media"),
            port: free_port()?,
            more: Vec::new(),
        };
        let email = ["--email", "ana@example.com", "--team", TEAM];
        server.output(&[&["user", "add", "--role", "admin"][..], &email].concat())?;
        let key = ["key", "--team", TEAM, "--role", "admin"];
        let work = ["key", "--team", TEAM, "--role", "work"];
        Ok(Self {
            work_key: server.output(&work)?,
            live_key: server.output(&key)?,
            test_key: server.output(&[&key[..], &["--test"]].concat())?,
            _cluster: cluster,
            server,
        })
    }

    /// A program of `end2end/sdk` that knows where to ask.
    fn tests(&self, python: &Path, file: &str) -> Command {
        let mut tests = program(python);
        tests
            .arg(format!("end2end/sdk/{file}"))
            .env("TASKLENS_API_URL", format!("{}/v1", self.server.address()))
            .env("TASKLENS_LIVE_KEY", &self.live_key)
            .env("TASKLENS_WORK_KEY", &self.work_key)
            .env("TASKLENS_TEST_KEY", &self.test_key);
        tests
    }
}

/// Runs `end2end/sdk/test_sdk.py`, and on files in a bucket `test_s3.py`.
pub fn sdk() -> anyhow::Result<Tally> {
    let python = needs::sdk_packages()?;
    let mut site = Site::make("sdk")?;
    let serving = site.server.serve()?;
    let mut tally = counted(&mut site.tests(&python, "test_sdk.py"))?;
    drop(serving);

    let port = free_port()?;
    let endpoint = format!("http://127.0.0.1:{port}");
    let _bucket = serve_bucket(&python, port)?;
    site.server.more = [
        ("TASKLENS_S3_BUCKET", BUCKET),
        ("TASKLENS_S3_ENDPOINT", &endpoint),
        ("TASKLENS_S3_ACCESS_KEY_ID", "tests"),
        ("TASKLENS_S3_SECRET_ACCESS_KEY", "tests"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let _serving = site.server.serve()?;
    let mut tests = site.tests(&python, "test_s3.py");
    tests
        .env("TASKLENS_S3_BUCKET", BUCKET)
        .env("TASKLENS_S3_ENDPOINT", endpoint);
    tally += counted(&mut tests)?;
    Ok(tally)
}

/// Runs `schemathesis` on the API's document: each address is a test.
pub fn contract() -> anyhow::Result<Tally> {
    let python = needs::sdk_packages()?;
    let site = Site::make("contract")?;
    let _serving = site.server.serve()?;
    counted(&mut site.tests(&python, "test_contract.py"))
}

/// Prints how much the API answers, beside PostgreSQL alone, on optimised code and a new database.
pub fn load(cluster: &Cluster) -> anyhow::Result<()> {
    const DATABASE: &str = "load";
    check(&mut cargo(&[
        "build",
        "--package",
        "server",
        "--release",
        "--bins",
        "--examples",
    ]))?;
    cluster.query(
        "postgres",
        &format!("drop database if exists {DATABASE} with (force)"),
    )?;
    cluster.create_database(DATABASE)?;
    let server = ServerProgram {
        file: workspace::target().join("release/server"),
        database_url: cluster.url(DATABASE),
        media: workspace::target().join("sdk-media"),
        port: free_port()?,
        more: Vec::new(),
    };
    let _serving = server.serve()?;
    check(
        program(workspace::target().join("release/examples/load"))
            .env("DATABASE_URL", &server.database_url)
            .env("TASKLENS_API_URL", format!("{}/v1", server.address())),
    )
}

/// Runs tests whose closing lines are Playwright's.
fn counted(tests: &mut Command) -> anyhow::Result<Tally> {
    let mut tally = Tally::default();
    let succeeded = watched(tests, |line| tally.read_playwright(line))?;
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Starts `end2end/sdk/bucket.py`, and returns when it says that the bucket is there.
fn serve_bucket(python: &Path, port: u16) -> anyhow::Result<RunningServer> {
    let bucket = BUCKET.split('/').next().unwrap_or(BUCKET);
    let mut child = program(python)
        .args(["end2end/sdk/bucket.py", &port.to_string(), bucket])
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start end2end/sdk/bucket.py")?;
    let stdout = child.stdout.take();
    let serving = RunningServer(child);
    let mut said = String::new();
    if let Some(stdout) = stdout {
        BufReader::new(stdout).read_line(&mut said)?;
    }
    anyhow::ensure!(!said.is_empty(), "end2end/sdk/bucket.py did not start");
    Ok(serving)
}

/// A port that nobody listens on now.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
