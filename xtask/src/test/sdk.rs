//! The genuine Python package of Scale's API, against a real server.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::Context;

use super::server::build_server;
use super::tally::Tally;
use crate::cluster::{Cluster, Worth};
use crate::demo::ServerProgram;
use crate::run::{program, watched};
use crate::{needs, workspace};

/// Made anew for each run.
const DATABASE: &str = "sdk";
const TEAM: &str = "Pipelines";

/// Runs `end2end/sdk/test_sdk.py`.
pub fn sdk() -> anyhow::Result<Tally> {
    let python = needs::sdk_packages()?;
    build_server()?;
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    cluster.query(
        "postgres",
        &format!("drop database if exists {DATABASE} with (force)"),
    )?;
    cluster.create_database(DATABASE)?;
    let server = ServerProgram {
        file: workspace::target().join("debug/server"),
        database_url: cluster.url(DATABASE),
        media: workspace::target().join("sdk-media"),
        port: free_port()?,
    };
    let admin = [
        "--email",
        "ana@example.com",
        "--team",
        TEAM,
        "--role",
        "admin",
    ];
    server.output(&[&["user", "add"][..], &admin].concat())?;
    let key = ["key", "--team", TEAM, "--role", "admin"];
    let live_key = server.output(&key)?;
    let test_key = server.output(&[&key[..], &["--test"]].concat())?;
    let _serving = server.serve()?;

    let mut tests = program(python);
    tests
        .arg("end2end/sdk/test_sdk.py")
        .env("TASKLENS_API_URL", format!("{}/v1", server.address()))
        .env("TASKLENS_LIVE_KEY", live_key)
        .env("TASKLENS_TEST_KEY", test_key);
    let mut tally = Tally::default();
    // It closes with the same lines as Playwright.
    let succeeded = watched(&mut tests, |line| tally.read_playwright(line))?;
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// A port that nobody listens on now.
fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("no port is free")?;
    Ok(listener.local_addr()?.port())
}
