//! Attack 1: small requests that make much work.

use std::time::Duration;

use domain::TaskId;
use domain::task_list::{Sort, TaskFilter, TasksLink};
use futures::future::join_all;
use leptos::server_fn::axum::server_fn_paths;
use serde_json::json;
use store::PgPool;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use anyhow::{Context, ensure};

use crate::client::{Client, PATIENCE};
use crate::ground::{Ground, Server};
use crate::process::cpu_time;
use crate::raw::{self, Answer};
use crate::report::{Row, seconds, size};
use crate::watch::{HEALTHZ_BOUND, Watch};

pub const NAME: &str = "1 work before limits";
const TEAM: &str = "Tags";
const EMAIL: &str = "tags@example.com";

const ANSWER_BOUND: Duration = Duration::from_secs(2);
const BYTES_BOUND: usize = 1 << 20;
/// Processor time in the second after a client left.
const AFTER_BOUND: Duration = Duration::from_millis(200);

/// Long enough for the server to have read the request and begun to work.
const LEAVES_AFTER: Duration = Duration::from_millis(300);

const TAGS: usize = 30_000;
const VALUES: usize = 100_000;

/// Who attacks, and on what.
struct Attacker {
    program: Client,
    browser: Client,
}

/// A request of the attack.
struct Ask {
    browser: bool,
    path: String,
    body: Vec<u8>,
}

pub async fn attack(ground: &Ground) -> anyhow::Result<Vec<Row>> {
    ground.add_person(TEAM, EMAIL).await?;
    ground.import(TEAM, &records()).await?;
    let key = ground.make_key(TEAM).await?;
    let pool = store::connect(&ground.database_url).await?;
    let mut rows = Vec::new();
    let open_list = server_function("open_list")?;
    let review_fix = server_function("review_fix")?;

    let server = ground.serve().await?;
    let task_id = make_task(&server, &key).await?;
    drop(server);
    let tags = Ask {
        browser: false,
        path: format!("/v1/task/{task_id}/tags"),
        body: serde_json::to_vec(&texts(TAGS))?,
    };
    let filter = |change: fn(&mut TaskFilter, Vec<String>)| {
        let mut filter = TaskFilter::default();
        change(&mut filter, texts(VALUES));
        let body = json!({"filter": filter, "sort": Sort::default(), "at": null});
        Ask {
            browser: true,
            path: open_list.to_owned(),
            body: body.to_string().into_bytes(),
        }
    };
    let by_tag = filter(|filter, texts| filter.tag = texts);
    let by_project = filter(|filter, texts| filter.project = texts);
    let by_batch = filter(|filter, texts| filter.batch = texts);
    let broken = json!({"annotations": vec![json!({"type": "box", "left": "x"}); VALUES]});
    let fix = Ask {
        browser: true,
        path: review_fix.to_owned(),
        body: json!({"task_id": task_id, "text": broken.to_string()})
            .to_string()
            .into_bytes(),
    };

    let plan: [(&str, &Ask, usize, [&'static str; 2]); 5] = [
        (
            "30,000 distinct tags, three requests at once",
            &tags,
            3,
            [
                "17 to 46 s (release 2 to 3 s)",
                "11 to 17 s (release 1.8 s)",
            ],
        ),
        ("filter of 100,000 tags", &by_tag, 1, ["21 s", ""]),
        (
            "filter of 100,000 projects",
            &by_project,
            1,
            ["over 60 s", ""],
        ),
        ("filter of 100,000 batches", &by_batch, 1, ["over 60 s", ""]),
        (
            "fix review of 100,000 broken elements",
            &fix,
            1,
            ["40 MB", ""],
        ),
    ];
    for (what, ask, times, before) in plan {
        // A server of its own: what an earlier request left running is shown by itself, below.
        let server = ground.serve().await?;
        let attacker = Attacker::on(&server, &key, task_id).await?;
        let watch = Watch::begin(&server);
        let answers = join_all((0..times).map(|_| attacker.send(ask))).await;
        rows.extend(judged(what, before, &answers, watch).await?);
    }
    for (what, bytes) in [
        ("link of 100,000 filter values", usize::MAX),
        ("longest link that HTTP libraries take", 65_000),
    ] {
        let server = ground.serve().await?;
        let attacker = Attacker::on(&server, &key, task_id).await?;
        let watch = Watch::begin(&server);
        let answer = attacker.browser.get(&link(bytes), PATIENCE).await;
        rows.extend(judged(what, ["", ""], &[answer], watch).await?);
    }
    for (what, ask) in [
        ("30,000 tags", &tags),
        ("filter of 100,000 batches", &by_batch),
        ("fix review", &fix),
    ] {
        let server = ground.serve().await?;
        let attacker = Attacker::on(&server, &key, task_id).await?;
        let used = attacker.leave(&server, &pool, ask).await?;
        rows.push(Row {
            attack: NAME,
            figure: format!("processor time in the second after the client left: {what}"),
            before: "went on",
            now: seconds(used),
            bound: format!("at most {}", seconds(AFTER_BOUND)),
            is_held: used <= AFTER_BOUND,
        });
    }
    Ok(rows)
}

impl Attacker {
    async fn on(server: &Server, key: &str, task_id: TaskId) -> anyhow::Result<Self> {
        let browser = Client::logged_in(server, EMAIL).await?;
        // What a server does but once is not the attack's.
        for path in ["/tasks".to_owned(), format!("/tasks/{task_id}")] {
            browser.get(&path, PATIENCE).await;
        }
        Ok(Self {
            program: Client::program(server, key),
            browser,
        })
    }

    fn client(&self, ask: &Ask) -> &Client {
        if ask.browser {
            &self.browser
        } else {
            &self.program
        }
    }

    async fn send(&self, ask: &Ask) -> Answer {
        self.client(ask).post(&ask.path, &ask.body, PATIENCE).await
    }

    /// Sends the request and closes the connection [`LEAVES_AFTER`]; the processor time that the server
    /// and its database connections took in the second after that.
    async fn leave(&self, server: &Server, pool: &PgPool, ask: &Ask) -> anyhow::Result<Duration> {
        let headers = self.client(ask).headers("application/json");
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let request = raw::request(server.address, "POST", &ask.path, &headers, &ask.body);
        let mut stream = TcpStream::connect(server.address).await?;
        // A server that refuses the request may close before it has all of it.
        let _ = stream.write_all(&request).await;
        tokio::time::sleep(LEAVES_AFTER).await;
        drop(stream);
        // The time in which a server may notice that nobody waits any more.
        tokio::time::sleep(Duration::from_millis(100)).await;
        let before = all_cpu_time(server, pool).await?;
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(all_cpu_time(server, pool).await?.saturating_sub(before))
    }
}

/// Processor time of the server and of what serves it in PostgreSQL, which runs on this machine.
async fn all_cpu_time(server: &Server, pool: &PgPool) -> anyhow::Result<Duration> {
    let backends: Vec<i32> = sqlx::query_scalar(
        "select pid
         from pg_stat_activity
         where datname = current_database()
           and backend_type = 'client backend'
           and pid <> pg_backend_pid()",
    )
    .fetch_all(pool)
    .await?;
    // A backend that ended meanwhile uses no more time.
    let theirs = backends
        .into_iter()
        .filter_map(|pid| cpu_time(pid.unsigned_abs()).ok())
        .sum::<Duration>();
    Ok(cpu_time(server.pid)? + theirs)
}

/// A row for the slowest answer and one for `/healthz` meanwhile.
async fn judged(
    what: &str,
    before: [&'static str; 2],
    answers: &[Answer],
    watch: Watch,
) -> anyhow::Result<[Row; 2]> {
    let slowest = answers
        .iter()
        .max_by_key(|answer| answer.took)
        .context("nothing was asked")?;
    ensure!(
        answers.iter().all(|answer| answer.status != Some(404)),
        "{what}: the address is not there; the attack must follow the server"
    );
    let largest = answers.iter().map(|answer| answer.body.len()).max();
    let is_held = answers
        .iter()
        .all(|answer| !answer.is_timed_out && answer.took <= ANSWER_BOUND)
        && largest.is_some_and(|bytes| bytes <= BYTES_BOUND);
    Ok([
        Row {
            attack: NAME,
            figure: format!("{what}: slowest answer"),
            before: before[0],
            now: slowest.told(),
            bound: format!("at most {}, {}", seconds(ANSWER_BOUND), size(BYTES_BOUND)),
            is_held,
        },
        Row::time(
            NAME,
            "slowest /healthz meanwhile",
            before[1],
            watch.end().await?,
            HEALTHZ_BOUND,
        ),
    ])
}

/// A completed task with an image that cannot be had.
async fn make_task(server: &Server, key: &str) -> anyhow::Result<TaskId> {
    let call = json!({
        "attachment": "http://127.0.0.1:1/a.png",
        "geometries": {"box": {"objects_to_annotate": ["Car"]}},
    });
    let response = json!({"annotations": []});
    let made = Client::program(server, key)
        .complete_task("imageannotation", &call, &response)
        .await?;
    made.parse().context("the task's id cannot be read")
}

/// Tasks with names that the filters ask for.
fn records() -> String {
    let records: Vec<String> = (0..1000)
        .map(|number| {
            let record = json!({
                "task_id": format!("5f2d{number:020}"),
                "type": "textcollection",
                "project": format!("t{:05}", number % 20),
                "batch": format!("t{:05}", number % 40),
                "tags": [format!("t{:05}", number % 50)],
                "params": {},
            });
            record.to_string()
        })
        .collect();
    records.join("\n")
}

fn texts(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("t{number:05}")).collect()
}

/// A link of the Tasks tab that filters by as many tags as fit.
fn link(bytes: usize) -> String {
    let mut link = TasksLink::default();
    let length = "&tag=t00000".len();
    link.filter.tag = texts(VALUES.min(bytes / length));
    let pairs = link.filter.pairs();
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    format!("/tasks?{query}")
}

/// The address of a server function. Its end is a hash that the compiler makes.
fn server_function(name: &str) -> anyhow::Result<&'static str> {
    let begin = format!("/api/{name}");
    server_fn_paths()
        .map(|(path, _)| path)
        .find(|path| {
            path.strip_prefix(&begin)
                .is_some_and(|hash| hash.chars().all(|char| char.is_ascii_digit()))
        })
        .with_context(|| format!("there is no server function `{name}`"))
}
