//! Attack 5: one team that takes all places.

use std::time::{Duration, Instant};

use anyhow::Context;
use futures::future::{join_all, try_join_all};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::client::{Client, PATIENCE};
use crate::ground::{Ground, Server};
use crate::listener::{Manner, listen};
use crate::raw::{self, Answer};
use crate::report::{Row, seconds};

pub const NAME: &str = "5 one team in all places";
const GREEDY: (&str, &str) = ("Greedy", "greedy@example.com");
/// Another person of the greedy team: a limit for each person alone would not hold the team.
const ACCOMPLICE: (&str, &str) = ("Greedy", "accomplice@example.com");
const OTHER: (&str, &str) = ("Other", "other@example.com");

const EXPORTS: usize = 6;
const IMPORTS: usize = 4;
const FETCHES: usize = 16;
const HANGING: usize = 40;

/// Of another team's export, import or picture.
const BOUND: Duration = Duration::from_secs(2);
/// Database connections that one team may hold, of the 20 that a server has.
const CONNECTIONS_BOUND: i64 = 5;
/// Until a callback to an honest address arrives.
const CALLBACK_BOUND: Duration = Duration::from_secs(10);
/// The longest that a callback is awaited.
const CALLBACK_LIMIT: Duration = Duration::from_secs(90);

/// Tasks whose export is far more than what sockets hold, some 32 MB.
const LARGE_TASKS: usize = 800;
const LARGE_BYTES: usize = 40_000;

pub async fn attack(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    for (team, email) in [GREEDY, ACCOMPLICE, OTHER] {
        ground.add_person(team, email).await?;
    }
    ground.import(GREEDY.0, &large_tasks()).await?;
    let greedy_key = ground.make_key(GREEDY.0).await?;
    let other_key = ground.make_key(OTHER.0).await?;
    let mut rows = places(ground, &greedy_key, &other_key).await?;
    rows.push(callbacks(ground, &greedy_key).await?);
    Ok(rows)
}

/// Exports, imports and fetches, all at once.
async fn places(ground: &Ground, greedy_key: &str, other_key: &str) -> anyhow::Result<Vec<Row>> {
    let server = ground.serve().await?;
    let pool = store::connect(&ground.database_url).await?;
    let greedy = [
        Client::logged_in(&server, GREEDY.1).await?,
        Client::logged_in(&server, ACCOMPLICE.1).await?,
    ];
    let other = Client::logged_in(&server, OTHER.1).await?;
    let (slow, _requests) = listen(Manner::Slow).await?;
    let (honest, _requests) = listen(Manner::Honest).await?;
    let program = Client::program(&server, greedy_key);
    let pictures: Vec<String> = (0..FETCHES)
        .map(|number| format!("http://{slow}/{number}.png"))
        .collect();
    let slow_tasks = try_join_all(pictures.iter().map(|url| make_task(&program, url))).await?;
    let program = Client::program(&server, other_key);
    let own_task = make_task(&program, &format!("http://{honest}/a.png")).await?;

    let mut exports = Vec::new();
    for client in greedy.iter().cycle().take(EXPORTS) {
        exports.push(unread_export(&server, client).await?);
    }
    let mut imports = Vec::new();
    for client in greedy.iter().cycle().take(IMPORTS) {
        imports.push(stalled_import(&server, client).await?);
    }
    let mut fetches = JoinSet::new();
    for (task_id, client) in slow_tasks.into_iter().zip(greedy.iter().cycle()) {
        let client = client.clone();
        let limit = Duration::from_mins(5);
        fetches.spawn(async move {
            let path = format!("/media/tasks/{task_id}/row");
            client.get(&path, limit).await
        });
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (in_use, told) = connections(&pool).await?;

    let export = other.get("/export?format=jsonl", PATIENCE).await;
    let record = r#"{"task_id":"5f2a00000000000000000001","type":"textcollection","params":{}}"#;
    let import = other.post("/import", record.as_bytes(), PATIENCE).await;
    let path = format!("/media/tasks/{own_task}/row");
    let picture = other.get(&path, PATIENCE).await;

    let beside = format!(
        "beside {EXPORTS} unread exports, {IMPORTS} stalled imports, {FETCHES} slow fetches"
    );
    let is_imported = import.text().contains(r#""event":"done""#);
    let mut rows = vec![
        row(
            &format!("another team's export {beside}"),
            &export,
            export.is_whole(),
        ),
        row("another team's import", &import, is_imported),
        row("another team's picture", &picture, picture.is_whole()),
        Row {
            attack: NAME,
            figure: "database connections of 20 held meanwhile".to_owned(),
            before: "6",
            now: format!("{in_use} ({told})"),
            bound: format!("at most {CONNECTIONS_BOUND}"),
            is_held: in_use <= CONNECTIONS_BOUND,
        },
    ];
    // What became of the attackers, where the server refused some.
    let taken = [taken(exports).await, taken(imports).await];
    for (row, (taken, of)) in rows
        .iter_mut()
        .zip([(taken[0], EXPORTS), (taken[1], IMPORTS)])
    {
        row.now = format!("{}; {taken} of the attacker's {of} were taken", row.now);
    }
    Ok(rows)
}

fn row(figure: &str, answer: &Answer, is_right: bool) -> Row {
    Row {
        attack: NAME,
        figure: figure.to_owned(),
        before: "up to 15 minutes",
        now: answer.told(),
        bound: format!("200 in at most {}", seconds(BOUND)),
        is_held: answer.status == Some(200) && is_right && answer.took <= BOUND,
    }
}

/// Callbacks to many addresses that hang, and then one to an address that answers.
async fn callbacks(ground: &Ground, key: &str) -> anyhow::Result<Row> {
    let server = ground.serve().await?;
    let program = Client::program(&server, key);
    let mut hanging = Vec::new();
    for _ in 0..HANGING {
        hanging.push(listen(Manner::Hangs).await?);
    }
    let urls: Vec<String> = hanging
        .iter()
        .map(|(address, _)| format!("http://{address}/hook"))
        .collect();
    try_join_all(urls.iter().map(|url| complete_task(&program, url))).await?;
    // Until the server has begun to send what it sends at a time.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let (honest, mut requests) = listen(Manner::Honest).await?;
    let begun = Instant::now();
    complete_task(&program, &format!("http://{honest}/hook")).await?;
    let came = tokio::time::timeout(CALLBACK_LIMIT, requests.recv()).await;
    let figure =
        format!("callback to an honest address beside {HANGING} that hang, of the same team");
    let took = match came {
        Ok(Some(at)) => at.saturating_duration_since(begun),
        _ => CALLBACK_LIMIT,
    };
    let mut row = Row::time(NAME, figure, "60 s", took, CALLBACK_BOUND);
    if took == CALLBACK_LIMIT {
        row.now = format!("not within {}", seconds(CALLBACK_LIMIT));
    }
    Ok(row)
}

async fn complete_task(program: &Client, callback_url: &str) -> anyhow::Result<String> {
    let call = json!({"callback_url": callback_url});
    program
        .complete_task("textcollection", &call, &json!({"done": true}))
        .await
}

/// A task about an image; its id.
async fn make_task(program: &Client, url: &str) -> anyhow::Result<String> {
    let call = json!({
        "attachment": url,
        "geometries": {"box": {"objects_to_annotate": ["Car"]}},
    });
    let made = program.api("/task/imageannotation", &call).await?;
    let task_id = made["task_id"].as_str().context("no task was made")?;
    Ok(task_id.to_owned())
}

fn large_tasks() -> String {
    let text = "Read all of it. ".repeat(LARGE_BYTES / 16);
    (0..LARGE_TASKS)
        .map(|number| {
            let record = json!({
                "task_id": format!("5f2b{number:020}"),
                "type": "textcollection",
                "params": {"instruction": text},
            });
            format!("{record}\n")
        })
        .collect()
}

/// Begins an export that nobody reads.
async fn unread_export(server: &Server, client: &Client) -> anyhow::Result<TcpStream> {
    let mut stream = raw::connect_narrow(server.address).await?;
    let path = "/export?format=jsonl";
    let head = request_head(server, client, "GET", path) + "\r\n";
    stream.write_all(head.as_bytes()).await?;
    Ok(stream)
}

/// Begins an import whose second record never comes.
async fn stalled_import(server: &Server, client: &Client) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(server.address).await?;
    let head = request_head(server, client, "POST", "/import") + "content-length: 50000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await?;
    let record = r#"{"task_id":"5f2c00000000000000000001","type":"textcollection","params":{}}"#;
    stream.write_all(record.as_bytes()).await?;
    stream.write_all(b"\n").await?;
    Ok(stream)
}

fn request_head(server: &Server, client: &Client, method: &str, path: &str) -> String {
    let headers = client.headers("application/x-ndjson");
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    raw::head(server.address, method, path, &headers)
}

/// How many of the requests were answered 200.
async fn taken(streams: Vec<TcpStream>) -> usize {
    let heads = streams.into_iter().map(|mut stream| async move {
        let mut head = [0; 12];
        let read = stream.read_exact(&mut head);
        let read = tokio::time::timeout(Duration::from_secs(1), read).await;
        matches!(read, Ok(Ok(_))) && head.ends_with(b" 200")
    });
    let answers = join_all(heads).await;
    answers.into_iter().filter(|is_taken| *is_taken).count()
}

/// How many of the server's connections are in a statement or a transaction, and the same by state.
async fn connections(pool: &store::PgPool) -> anyhow::Result<(i64, String)> {
    let states: Vec<(String, i64)> = sqlx::query_as(
        "select state, count(*)
         from pg_stat_activity
         where datname = current_database()
           and pid <> pg_backend_pid()
           and state <> 'idle'
         group by state
         order by state",
    )
    .fetch_all(pool)
    .await?;
    let told: Vec<String> = states
        .iter()
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    Ok((states.iter().map(|(_, count)| count).sum(), told.join(", ")))
}
