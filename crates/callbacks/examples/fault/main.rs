//! Tasks of batches are completed through the API while the receiver of their callbacks fails and servers
//! are killed: does everything arrive, in order, and the last word last?
//!
//! `cargo xtask fault` makes the database and runs it.

#![allow(
    clippy::unwrap_used,
    reason = "a receiver that cannot take notes has nothing to tell"
)]

mod client;
mod receiver;
mod report;
mod servers;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use clap::Parser;
use domain::KeyRole;
use store::accounts::{NewKey, ensure_team, new_api_key};
use store::callbacks::seconds_to_next;

use client::Client;
use receiver::Receiver;
use servers::Servers;

#[derive(Debug, Parser)]
struct Arguments {
    /// An empty database
    #[arg(long, env = "DATABASE_URL")]
    database_url: String,
    /// The server's program
    #[arg(long)]
    server: PathBuf,
    #[arg(long, default_value_t = 10_000)]
    tasks: usize,
    #[arg(long, default_value_t = 10)]
    kills: usize,
    /// Per cent of callbacks that the receiver fails
    #[arg(long, default_value_t = 30)]
    failing: u32,
    /// Programs that complete tasks at a time
    #[arg(long, default_value_t = 8)]
    workers: usize,
}

/// How long a receiver has, for the servers of this test, in seconds.
const TIMEOUT: &str = "3";
/// The first pause between tries, in seconds.
const RETRY: &str = "0.05";

/// Longer than servers take to find which batches are complete.
const SETTLED: Duration = Duration::from_secs(5);

/// Tasks of a batch.
const BATCH: usize = 100;

/// The longest time without any progress.
const PATIENCE: Duration = Duration::from_mins(3);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let pool = store::connect(&arguments.database_url).await?;
    store::migrate(&pool).await?;
    let team_id = ensure_team(&pool, "Fault").await?;
    let new = |role| NewKey {
        name: "fault",
        role,
        is_test: false,
        created_by: None,
    };
    let admin = new_api_key(&pool, team_id, new(KeyRole::Admin)).await?;
    let work = new_api_key(&pool, team_id, new(KeyRole::Work)).await?;
    let receiver = Receiver::listen(arguments.failing).await?;
    let servers = Arc::new(Servers::start(&arguments.server, &arguments.database_url).await?);

    let client = Client::new(&servers, admin.as_str(), work.as_str());
    client
        .make_batches(arguments.tasks.div_ceil(BATCH), &receiver.url)
        .await?;

    let begun = Instant::now();
    let done = Arc::new(AtomicUsize::new(0));
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..arguments.workers)
        .map(|_| {
            let client = Client::new(&servers, admin.as_str(), work.as_str());
            let (url, tasks) = (receiver.url.clone(), arguments.tasks);
            let (next, done) = (Arc::clone(&next), Arc::clone(&done));
            tokio::spawn(async move {
                let mut ids = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= tasks {
                        return anyhow::Ok(ids);
                    }
                    ids.push(client.live_through(number, &url).await?);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let killing = tokio::spawn(kill_along(
        Arc::clone(&servers),
        Arc::clone(&done),
        arguments.tasks,
        arguments.kills,
    ));
    let mut ids = Vec::with_capacity(arguments.tasks);
    for worker in workers {
        ids.extend(worker.await??);
    }
    let kills = killing.await??;
    let completed = begun.elapsed();
    println!(
        "{} tasks completed in {:.1} s, {kills} servers killed meanwhile",
        ids.len(),
        completed.as_secs_f64()
    );
    let sent = wait_until_sent(&pool, &receiver).await?;
    println!(
        "all callbacks sent {:.1} s later",
        (sent - begun).saturating_sub(completed).as_secs_f64()
    );

    report::check(&client, &ids, &receiver.notes(), kills == arguments.kills).await
}

/// Kills a server each time another part of the tasks is done, one after the other, and starts it
/// anew.
async fn kill_along(
    servers: Arc<Servers>,
    done: Arc<AtomicUsize>,
    tasks: usize,
    kills: usize,
) -> anyhow::Result<usize> {
    for number in 0..kills {
        let at = tasks * (number + 1) / (kills + 1);
        while done.load(Ordering::Relaxed) < at {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        servers.kill_and_restart(number).await?;
    }
    Ok(kills)
}

/// Until nothing waits for a while; since when nothing did.
async fn wait_until_sent(pool: &store::PgPool, receiver: &Receiver) -> anyhow::Result<Instant> {
    let mut seen = (0, Instant::now());
    let mut quiet = Instant::now();
    while quiet.elapsed() < SETTLED {
        // As the servers do, which may be at it right now.
        while store::counts::fold(pool).await? > 0 {}
        store::callbacks::batches::tell_complete(pool).await?;
        let came = receiver.count();
        if came != seen.0 {
            seen = (came, Instant::now());
        }
        if seconds_to_next(pool).await?.is_some() {
            quiet = Instant::now();
        }
        if quiet.duration_since(seen.1) > PATIENCE {
            bail!("callbacks wait, and none has come for {PATIENCE:?}");
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(quiet)
}
