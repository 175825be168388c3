//! Attack 4: requests that never end.

use std::time::Duration;

use futures::StreamExt;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::client::Client;
use crate::ground::{Ground, Server};
use crate::raw;
use crate::report::Row;

pub const NAME: &str = "4 unfinished requests";
const TEAM: &str = "Slow";
const EMAIL: &str = "slow@example.com";

const HALF_HEADS: usize = 2_000;
const HALF_BODIES: usize = 200;

/// Connections that are opened at a time.
const OPENING: usize = 100;
/// A connection that the server does not take in this time is left.
const OPENING_LIMIT: Duration = Duration::from_secs(3);

const TRIES: usize = 20;
const BOUND: Duration = Duration::from_millis(500);
/// Where a try takes longer, nothing is learned by waiting.
const LIMIT: Duration = Duration::from_secs(3);
/// Failing tries after which it is clear.
const ENOUGH: usize = 4;

pub async fn attack(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    ground.add_person(TEAM, EMAIL).await?;
    let key = ground.make_key(TEAM).await?;
    let server = ground.serve().await?;
    let reader = Client::logged_in(&server, EMAIL).await?;
    for _ in 0..3 {
        reader.get("/tasks", LIMIT).await;
    }
    let mut slow = JoinSet::new();
    let heads = open(&server, HALF_HEADS, "GET /tasks HTTP/1.1\r\nhost: x\r\nx-a").await;
    let heads_open = heads.len();
    for stream in heads {
        slow.spawn(drip(stream));
    }
    // Half of them are a stranger's, half carry a key.
    let form = raw::head(
        server.address,
        "POST",
        "/login",
        &[
            ("content-type", "application/x-www-form-urlencoded"),
            ("content-length", "15000"),
        ],
    ) + "\r\nemail=";
    let key = format!("Bearer {key}");
    let call = raw::head(
        server.address,
        "POST",
        "/v1/task/textcollection",
        &[
            ("authorization", &key),
            ("content-type", "application/json"),
            ("content-length", "30000000"),
        ],
    ) + "\r\n{\"instruction\": \"";
    let mut bodies_open = 0;
    for begin in [form, call] {
        let bodies = open(&server, HALF_BODIES / 2, &begin).await;
        bodies_open += bodies.len();
        for stream in bodies {
            slow.spawn(drip(stream));
        }
    }

    let (mut healthz, mut tasks) = (Vec::new(), Vec::new());
    for _ in 0..TRIES {
        healthz.push(time(&reader, "/healthz").await);
        tasks.push(time(&reader, "/tasks").await);
        let failures = healthz.iter().chain(&tasks).filter(|took| took.is_none());
        if failures.count() >= ENOUGH {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let opened = format!("{heads_open} half heads, {bodies_open} half bodies");
    Ok([("/healthz", healthz), ("/tasks", tasks)]
        .into_iter()
        .map(|(path, times)| row(path, &opened, &times))
        .collect())
}

fn row(path: &str, opened: &str, times: &[Option<Duration>]) -> Row {
    let figure = format!("{path} of another client beside {opened}");
    let slowest = times.iter().map(|took| took.unwrap_or(LIMIT)).max();
    let before = "no answer at 1,020 half heads";
    let mut row = Row::time(NAME, figure, before, slowest.unwrap_or(LIMIT), BOUND);
    let failures = times.iter().filter(|took| took.is_none()).count();
    if failures > 0 {
        row.now = format!("no answer in {failures} of {} tries", times.len());
    }
    row
}

/// How long a page took on a connection of its own; `None` where it was not had.
async fn time(reader: &Client, path: &str) -> Option<Duration> {
    let answer = reader.get(path, LIMIT).await;
    (answer.status == Some(200) && answer.is_whole()).then_some(answer.took)
}

/// Opens connections and begins a request on each; those that the server took.
async fn open(server: &Server, count: usize, begin: &str) -> Vec<TcpStream> {
    futures::stream::iter(0..count)
        .map(|place| async move {
            let begun = async {
                let mut stream = raw::connect_from(place, server.address).await?;
                stream.write_all(begin.as_bytes()).await?;
                std::io::Result::Ok(stream)
            };
            tokio::time::timeout(OPENING_LIMIT, begun).await.ok()?.ok()
        })
        .buffer_unordered(OPENING)
        .filter_map(std::future::ready)
        .collect()
        .await
}

/// Sends a byte a second, until the server closes.
async fn drip(mut stream: TcpStream) {
    while stream.write_all(b"a").await.is_ok() {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
