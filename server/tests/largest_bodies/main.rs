//! Every endpoint and server function with the largest bodies that it takes, against the real server
//! behind a real listener: each answer is clear and small, and the server answers others meanwhile.
//!
//! `TASKLENS_LARGEST_BODIES=1` sends bodies up to the last byte that is taken, and holds the slowest
//! `/healthz` meanwhile to 250 ms; without it, the largest kind of bodies is smaller and nothing is
//! timed, since builds without optimization and busy machines are slow.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

mod api;
mod calls;
mod health;
mod refusals;
mod server;
mod shapes;

use std::time::{Duration, Instant};

use sqlx::PgPool;

use self::health::Health;
use self::server::Server;

/// How long `/healthz` may take meanwhile, in a release.
const LONGEST_HEALTH: Duration = Duration::from_millis(250);

/// One request with a large body.
pub struct Attempt {
    /// The endpoint and what is large: `setTags: distinct texts`.
    pub name: String,
    pub method: String,
    /// With its query.
    pub path: String,
    pub content_type: &'static str,
    pub body: String,
}

/// Whether bodies are as large as they may be.
pub fn is_full() -> bool {
    std::env::var_os("TASKLENS_LARGEST_BODIES").is_some()
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_largest_bodies_get_clear_answers_while_others_are_served(pool: PgPool) {
    let server = Server::start(&pool).await;
    let mut attempts = api::attempts(&server).await;
    attempts.extend(calls::attempts());
    let (mut figures, mut faults) = (Vec::new(), Vec::new());
    for attempt in attempts {
        let name = attempt.name.clone();
        let bytes = attempt.body.len();
        let health = Health::watch(server.address);
        let begin = Instant::now();
        let answer = server.send(attempt).await;
        let took = begin.elapsed();
        let slowest = health.slowest();
        println!("{took:>8.0?}  {}  {bytes:>9} bytes  {name}", answer.status);
        if let Some(fault) = answer.fault() {
            faults.push(format!("{name}: {fault}"));
        }
        figures.push((took, slowest, answer.status, bytes, name));
    }
    let slowest = figures.iter().map(|figure| figure.1).max().unwrap();
    figures.sort_by_key(|figure| std::cmp::Reverse(figure.0));
    println!("{} attempts; the slowest:", figures.len());
    for (took, health, status, bytes, name) in figures.iter().take(10) {
        println!("{took:>8.0?}  /healthz {health:>8.0?}  {status}  {bytes:>9} bytes  {name}");
    }
    println!("the slowest /healthz of all: {slowest:.0?}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    if is_full() {
        assert!(slowest <= LONGEST_HEALTH, "/healthz took {slowest:?}");
    }
    server.stop().await;
}
