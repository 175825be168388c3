//! Attack 2: memory that stays.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use futures::future::join_all;
use serde_json::json;

use crate::client::{Client, PATIENCE};
use crate::ground::{Ground, PASSWORD, Server};
use crate::process::{peak_mb, resident_mb};
use crate::raw::Answer;
use crate::report::Row;

pub const NAME: &str = "2 memory that stays";
const TEAM: &str = "Memory";
const EMAIL: &str = "memory@example.com";

/// What a server may keep of its memory before.
const GROWTH: f64 = 1.2;

/// The longest that a server may take to give memory back.
const PAUSE: Duration = Duration::from_secs(10);

/// The longest that all requests of a step may take together.
const STEP_LIMIT: Duration = Duration::from_secs(60);

const BODIES: usize = 8;
const BODY_BYTES: usize = 30_000_000;

pub async fn attack(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    ground.add_person(TEAM, EMAIL).await?;
    let key = ground.make_key(TEAM).await?;
    let server = ground.serve().await?;
    warm_up(&server, &key).await?;
    // Allocators settle, too.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let start = resident_mb(server.pid)?;

    let mut rows = Vec::new();
    for (count, before) in [
        (40, "74 → 841 MB (release 109 → 287 MB)"),
        (160, "74 → 1,545 MB"),
    ] {
        let logins = (0..count).map(|number| wrong_login(&server, count + number));
        let answers = join_all(logins).await;
        let what = format!("resident after {count} wrong logins at once");
        rows.push(kept(&server, start, what, before, &statuses(&answers)).await?);
    }
    let program = Client::program(&server, &key);
    let body = body();
    let answers =
        join_all((0..BODIES).map(|_| program.post("/v1/task/textcollection", &body, STEP_LIMIT)))
            .await;
    let what = format!("resident after {BODIES} bodies of 30 MB at once");
    rows.push(kept(&server, start, what, "", &statuses(&answers)).await?);
    Ok(rows)
}

/// What a server does in its first minutes.
async fn warm_up(server: &Server, key: &str) -> anyhow::Result<()> {
    let browser = Client::logged_in(server, EMAIL).await?;
    let program = Client::program(server, key);
    for _ in 0..10 {
        for path in ["/tasks", "/projects", "/batches", "/team"] {
            browser.get(path, PATIENCE).await;
        }
        program
            .api("/task/textcollection", &json!({"instruction": "Read."}))
            .await?;
        program.get("/v1/tasks", PATIENCE).await;
    }
    for number in 0..4 {
        wrong_login(server, number).await;
    }
    Ok(())
}

/// Each from another network and for another address, so that guessing is not what is refused.
async fn wrong_login(server: &Server, number: usize) -> Answer {
    let from = format!("{}.{}.0.1", 20 + number % 50, 1 + number % 250);
    let email = format!("nobody{number}@example.com");
    let mut password = PASSWORD.to_owned();
    password.push('?');
    Client::browser(server, &from)
        .log_in(&email, &password)
        .await
}

/// A valid creation call with very many small values.
fn body() -> Vec<u8> {
    let element = r#"{"a":1},"#;
    let mut text = r#"{"instruction":"Read.","parts":["#.to_owned();
    text.push_str(&element.repeat(BODY_BYTES / element.len()));
    text.push_str("{}]}");
    text.into_bytes()
}

/// `401 × 38, 429 × 2`
fn statuses(answers: &[Answer]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for answer in answers {
        let status = answer
            .status
            .map_or_else(|| "none".to_owned(), |status| status.to_string());
        *counts.entry(status).or_default() += 1;
    }
    let told: Vec<String> = counts
        .into_iter()
        .map(|(status, count)| format!("{status} × {count}"))
        .collect();
    told.join(", ")
}

/// Waits until the memory is within the bound, for at most [`PAUSE`].
async fn kept(
    server: &Server,
    start: f64,
    figure: String,
    before: &'static str,
    answered: &str,
) -> anyhow::Result<Row> {
    let begun = Instant::now();
    let bound = start * GROWTH;
    let mut now = resident_mb(server.pid)?;
    while now > bound && begun.elapsed() < PAUSE {
        tokio::time::sleep(Duration::from_millis(250)).await;
        now = resident_mb(server.pid)?;
    }
    let peak = peak_mb(server.pid)?;
    Ok(Row {
        attack: NAME,
        figure,
        before,
        now: format!("{start:.0} → {now:.0} MB (peak {peak:.0}; answered {answered})"),
        bound: format!("at most {bound:.0} MB within {} s", PAUSE.as_secs()),
        is_held: now <= bound,
    })
}
