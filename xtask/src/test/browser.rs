//! Tests in a real browser, by Playwright, against a real server.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use anyhow::Context;

use super::sample_version::sample_version;
use super::server::build_server;
use super::tally::Tally;
use crate::cluster::{Cluster, Worth};
use crate::demo::ServerProgram;
use crate::run::{cargo, check, program, watched};
use crate::{needs, site, workspace};

/// The database that each worker copies.
const TEMPLATE: &str = "browser";

/// Runs the project (`tests` or `screenshots`) of `end2end/playwright.config.ts`, with more
/// arguments.
pub fn browser(project: &str, more: &[String]) -> anyhow::Result<Tally> {
    build_server()?;
    site::build(site::Profile::Dev)?;
    let cluster = Cluster::start(&workspace::target().join("test-pg"), Worth::Throwaway)?;
    let template = ServerProgram {
        file: workspace::target().join("debug/server"),
        database_url: cluster.url(TEMPLATE),
        media: workspace::target().join("browser-media"),
        port: 0,
        more: Vec::new(),
    };
    fill(&cluster, &template)?;
    let mut playwright = playwright(project, &cluster, &template)?;
    playwright.args(more);
    let mut tally = Tally::default();
    let succeeded = watched(&mut playwright, |line| tally.read_playwright(line))?;
    if !succeeded && tally.failed == 0 {
        tally.failed = 1;
    }
    Ok(tally)
}

/// Prints how fast the pages are in a real browser, on optimised code: with the sample set, and with
/// the tasks of the database `many`, whose team is `team`.
pub fn bench(cluster: &Cluster, many: &str, team: &str) -> anyhow::Result<()> {
    site::build(site::Profile::Release)?;
    check(&mut cargo(&["build", "--package", "server", "--release"]))?;
    let program = |database: &str| {
        anyhow::Ok(ServerProgram {
            file: workspace::target().join("release/server"),
            database_url: cluster.url(database),
            media: workspace::target().join("browser-media"),
            port: TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port(),
            more: Vec::new(),
        })
    };
    let template = program(TEMPLATE)?;
    fill(cluster, &template)?;
    let many = program(many)?;
    let _serving = many.serve()?;
    let reader = "bench@tasklens.local";
    many.check(&[
        "user",
        "add",
        "--existing",
        "--team",
        team,
        "--email",
        reader,
        "--name",
        "Bench",
    ])?;
    let link = many.output(&["login-link", "--email", reader])?;
    let mut playwright = playwright("bench", cluster, &template)?;
    check(playwright.env("TASKLENS_MANY_LINK", link.trim()))
}

/// Playwright with what `end2end/tests/site.ts` asks for.
fn playwright(
    project: &str,
    cluster: &Cluster,
    template: &ServerProgram,
) -> anyhow::Result<Command> {
    let chromium = needs::chromium()?;
    needs::end2end_packages()?;
    let mut playwright = program("npx");
    playwright
        .args(["--no-install", "playwright", "test"])
        .arg(format!("--project={project}"))
        .current_dir(workspace::root().join("end2end"))
        .env("TASKLENS_CHROMIUM", chromium)
        .env("TASKLENS_SERVER", &template.file)
        .env("TASKLENS_MEDIA", &template.media)
        .env("TASKLENS_CLUSTER", cluster.url("postgres"))
        .env("TASKLENS_TEMPLATE", TEMPLATE)
        .env("TASKLENS_PSQL", cluster.psql());
    Ok(playwright)
}

/// The sample set, drawn once and kept: until the migrations no longer fit it, or it would be drawn
/// otherwise.
fn fill(cluster: &Cluster, template: &ServerProgram) -> anyhow::Result<()> {
    let version = sample_version()?;
    cluster.create_database(TEMPLATE)?;
    let kept = cluster.query(
        "postgres",
        &format!(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = '{TEMPLATE}'"
        ),
    )?;
    if kept.trim() != version || template.check(&["migrate"]).is_err() {
        eprintln!("there is no sample database of this version; making it");
        cluster.query(
            "postgres",
            &format!("drop database {TEMPLATE} with (force)"),
        )?;
        cluster.create_database(TEMPLATE)?;
        template.check(&["migrate"])?;
    }
    template
        .check(&["samples", "--if-empty"])
        .context("the samples could not be loaded")?;
    // Told last, so that one which broke off is made again.
    cluster.query(
        "postgres",
        &format!("comment on database {TEMPLATE} is '{version}'"),
    )?;
    Ok(())
}
