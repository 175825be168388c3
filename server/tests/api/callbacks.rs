use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use domain::KeyRole;
use domain::callback::{KEY_OVERLAP, KeyPurpose};
use serde_json::{Value, json};
use server::GivenSettings;
use sqlx::PgPool;
use store::Scope;
use store::callbacks::{end_old_key, new_key, seconds_to_next, set_default_url};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::site::{Program, Site};

/// A callback that came.
#[derive(Debug, Clone)]
struct Came {
    delivery: String,
    headers: HeaderMap,
    body: Value,
    text: String,
}

impl Came {
    /// As the README has receivers check it.
    fn assert_signed(&self, header: &str, key: &str) {
        let timestamp = self.headers["tasklens-timestamp"].to_str().unwrap();
        let signature = callbacks::signature(key, timestamp.parse().unwrap(), &self.text);
        assert_eq!(self.headers[header], signature.as_str());
    }
}

/// A real receiver. It answers the first callbacks to a path as told, and all later ones with 200.
#[derive(Clone, Default)]
struct Receiver {
    came: Arc<Mutex<Vec<Came>>>,
    answers: Arc<Mutex<HashMap<String, Vec<Answers>>>>,
}

#[derive(Debug, Clone)]
enum Answers {
    Status(u16),
    Late,
    Never,
    Redirect(String),
}

impl Receiver {
    /// Listens on this address of the machine; answers with the URL of a path.
    async fn listen(&self, host: &str) -> impl Fn(&str) -> String + use<> {
        let listener = TcpListener::bind((host, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let routes = Router::new()
            .route("/{path}", post(receive))
            .with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        move |path| format!("http://{address}/{path}")
    }

    fn answering(&self, path: &str, answers: Vec<Answers>) {
        self.answers
            .lock()
            .unwrap()
            .insert(path.to_owned(), answers);
    }

    fn came(&self) -> Vec<Came> {
        self.came.lock().unwrap().clone()
    }
}

async fn receive(
    State(receiver): State<Receiver>,
    Path(path): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = String::from_utf8(body.to_vec()).unwrap();
    receiver.came.lock().unwrap().push(Came {
        delivery: headers["tasklens-delivery-id"].to_str().unwrap().to_owned(),
        headers,
        body: serde_json::from_str(&text).unwrap(),
        text,
    });
    let next = {
        let mut answers = receiver.answers.lock().unwrap();
        let left = answers.entry(path).or_default();
        if left.is_empty() {
            None
        } else {
            Some(left.remove(0))
        }
    };
    match next {
        None => StatusCode::OK.into_response(),
        Some(Answers::Status(status)) => {
            (StatusCode::from_u16(status).unwrap(), "I am tired.").into_response()
        }
        Some(Answers::Late) => {
            tokio::time::sleep(Duration::from_secs(2)).await;
            StatusCode::OK.into_response()
        }
        Some(Answers::Never) => std::future::pending().await,
        Some(Answers::Redirect(to)) => Redirect::temporary(&to).into_response(),
    }
}

/// A server's own courier, which may send to 127.0.0.1 alone.
fn courier(pool: &PgPool, more: GivenSettings) -> JoinHandle<()> {
    let usual = GivenSettings {
        database_url: Some("postgres://unused".to_owned()),
        allow_hosts: Some(vec!["127.0.0.1".to_owned()]),
        base_url: Some("https://tasks.example.com".to_owned()),
        callback_timeout: Some(0.5),
        callback_retry: Some(0.01),
        ..GivenSettings::default()
    };
    let settings = more.or(usual).complete().unwrap();
    let courier = server::courier(&settings, pool.clone()).unwrap();
    tokio::spawn(courier.run(tokio_util::sync::CancellationToken::new()))
}

/// Until no callback waits.
async fn all_sent(pool: &PgPool) {
    while seconds_to_next(pool).await.unwrap().is_some() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn complete(worker: &Program, task: &str, response: &Value) {
    let claimed = worker
        .post("/work/claim", &json!({"task_id": task}).to_string())
        .await
        .ok();
    let lease = claimed["claimed"][0]["lease_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = json!({"response": response}).to_string();
    worker
        .post(&format!("/work/{lease}/submit"), &body)
        .await
        .ok();
}

struct Keys {
    auth: String,
    signature: String,
}

struct Team {
    site: Site,
    write: Program,
    work: Program,
}

async fn team(pool: PgPool) -> Team {
    let site = Site::new(pool).await;
    Team {
        write: site.program("Street", KeyRole::Write).await,
        work: site.program("Street", KeyRole::Work).await,
        site,
    }
}

impl Team {
    async fn task(&self, url: &str) -> String {
        self.write
            .task(&json!({"callback_url": url}).to_string())
            .await
    }

    /// The team's keys of live or of test callbacks.
    async fn keys(&self, is_test: bool) -> Keys {
        let key = async |purpose| {
            sqlx::query_scalar(
                "select secret from callback_key join team using (team_id)
                 where name = 'Street' and is_test = $1 and purpose = $2",
            )
            .bind(is_test)
            .bind(purpose)
            .fetch_one(&self.site.pool)
            .await
            .unwrap()
        };
        Keys {
            auth: key("auth").await,
            signature: key("signature").await,
        }
    }

    async fn scope(&self, is_test: bool) -> Scope {
        let team = store::accounts::find_team(&self.site.pool, "Street").await;
        Scope {
            team_id: team.unwrap(),
            is_test,
        }
    }

    /// The errors of a task's tries, in their order.
    async fn errors(&self, task: &str) -> Vec<String> {
        sqlx::query_scalar(
            "select coalesce(error, '') from callback_attempt
             join callback using (callback_id)
             join task using (seq)
             where task_id = decode($1, 'hex')
             order by callback_id, number",
        )
        .bind(task)
        .fetch_all(&self.site.pool)
        .await
        .unwrap()
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn each_change_arrives_in_order_signed_and_as_the_api_shows_it(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    let task = team.task(&url("hook")).await;
    complete(&team.work, &task, &json!({"n": 1.5})).await;
    let shown = team.write.get(&format!("/task/{task}")).await.ok();
    let reject = json!({"accepted": false, "comments": "Look again."}).to_string();
    team.write
        .post(&format!("/task/{task}/audit"), &reject)
        .await
        .ok();
    let courier = courier(&pool, GivenSettings::default());
    all_sent(&pool).await;

    let came = receiver.came();
    let statuses: Vec<&Value> = came.iter().map(|came| &came.body["status"]).collect();
    assert_eq!(statuses, ["completed", "pending"]);
    assert_eq!(came[0].body["task"], shown);
    assert_eq!(came[0].body["response"], json!({"n": 1.5}));
    assert_eq!(came[1].body["task"]["customer_review_status"], "rejected");
    assert_eq!(came[1].body["task"]["callback_succeeded"], true);
    assert_ne!(came[0].delivery, came[1].delivery);
    let keys = team.keys(false).await;
    for came in &came {
        assert_eq!(came.headers["content-type"], "application/json");
        came.assert_signed("tasklens-signature", &keys.signature);
    }
    // What comes while the courier runs is sent at once.
    complete(&team.work, &task, &json!({"n": 2})).await;
    all_sent(&pool).await;
    let last = receiver.came().pop().unwrap();
    assert_eq!(last.body["response"], json!({"n": 2}));
    assert_eq!(last.body["prior_responses"], json!([{"n": 1.5}]));
    let shown = team.write.get(&format!("/task/{task}")).await.ok();
    assert_eq!(shown["callback_succeeded"], true);
    courier.abort();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn whoever_names_an_address_learns_no_key(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    let own = Receiver::default();
    let own_url = own.listen("127.0.0.1").await;
    for is_test in [false, true] {
        let scope = team.scope(is_test).await;
        set_default_url(&pool, scope, &own_url("hook"))
            .await
            .unwrap();
        let write = team
            .site
            .program_of("Street", KeyRole::Write, is_test)
            .await;
        let work = team.site.program_of("Street", KeyRole::Work, is_test).await;
        let strange = json!({"callback_url": url("hook")}).to_string();
        for body in [&*strange, "{}"] {
            let task = write.task(body).await;
            complete(&work, &task, &json!({})).await;
        }
    }
    let courier = courier(&pool, GivenSettings::default());
    all_sent(&pool).await;
    courier.abort();

    let (live, test) = (team.keys(false).await, team.keys(true).await);
    let secrets = [&live.auth, &live.signature, &test.auth, &test.signature];
    let (strange, own) = (receiver.came(), own.came());
    assert_eq!((strange.len(), own.len()), (2, 2));
    for came in &strange {
        assert!(!came.headers.contains_key("scale-callback-auth"));
        for value in came.headers.values() {
            let value = value.to_str().unwrap();
            assert!(secrets.iter().all(|secret| value != **secret), "{value}");
        }
    }
    for came in own.iter().chain(&strange) {
        let is_test = came.body["task"]["is_test"] == json!(true);
        let (keys, other) = if is_test {
            (&test, &live)
        } else {
            (&live, &test)
        };
        came.assert_signed("tasklens-signature", &keys.signature);
        let sent = came.headers.get("scale-callback-auth");
        assert!(sent.is_none_or(|sent| *sent == *keys.auth && *sent != *other.auth));
    }
    assert!(
        own.iter()
            .all(|came| came.headers.contains_key("scale-callback-auth"))
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn while_two_keys_are_valid_a_receiver_that_knows_either_goes_on(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    let scope = team.scope(false).await;
    set_default_url(&pool, scope, &url("hook")).await.unwrap();
    let make = async |purpose| new_key(&pool, scope, purpose, KEY_OVERLAP).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..2 {
        made.push((
            make(KeyPurpose::Auth).await,
            make(KeyPurpose::Signature).await,
        ));
    }
    let courier = courier(&pool, GivenSettings::default());
    let send = async || {
        let task = team.write.task("{}").await;
        complete(&team.work, &task, &json!({})).await;
        all_sent(&pool).await;
        receiver.came().pop().unwrap()
    };
    let [(old_auth, old_signing), (auth, signing)] = &*made else {
        panic!("{made:?}");
    };
    let came = send().await;
    assert_eq!(came.headers["scale-callback-auth"], old_auth.as_str());
    assert_eq!(came.headers["scale-callback-auth-new"], auth.as_str());
    came.assert_signed("tasklens-signature", old_signing.as_str());
    came.assert_signed("tasklens-signature-new", signing.as_str());
    for purpose in [KeyPurpose::Auth, KeyPurpose::Signature] {
        end_old_key(&pool, scope, purpose).await.unwrap();
    }
    let came = send().await;
    assert_eq!(came.headers["scale-callback-auth"], auth.as_str());
    came.assert_signed("tasklens-signature", signing.as_str());
    for header in ["scale-callback-auth-new", "tasklens-signature-new"] {
        assert!(!came.headers.contains_key(header), "{header}");
    }
    courier.abort();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_receiver_that_fails_gets_the_same_delivery_until_it_takes_it(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    receiver.answering("hook", vec![Answers::Status(503), Answers::Late]);
    let task = team.task(&url("hook")).await;
    complete(&team.work, &task, &json!({})).await;
    let courier = courier(&pool, GivenSettings::default());
    all_sent(&pool).await;
    let came = receiver.came();
    assert_eq!(came.len(), 3);
    assert!(came.iter().all(|other| other.delivery == came[0].delivery));
    let errors = team.errors(&task).await;
    assert_eq!(errors[0], "I am tired.");
    assert_eq!(errors[1], "no answer came within 0.5 s");
    assert_eq!(errors[2], "");
    courier.abort();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn nothing_reaches_addresses_that_are_not_public(pool: PgPool) {
    let team = team(pool.clone()).await;
    let (open, inside) = (Receiver::default(), Receiver::default());
    let open_url = open.listen("127.0.0.1").await;
    let inside_url = inside.listen("127.0.0.2").await;
    let port = inside_url("hook").rsplit(':').next().unwrap().to_owned();
    open.answering("hook", vec![Answers::Redirect(inside_url("hook"))]);
    // A name that leads to an address which is not allowed; the resolver knows this one everywhere.
    let named = format!("http://localhost:{port}");
    let only = GivenSettings {
        allow_hosts: Some(vec!["127.0.0.1/32".to_owned()]),
        callback_retry: Some(600.0),
        ..GivenSettings::default()
    };
    let direct = team.task(&inside_url("hook")).await;
    let redirected = team.task(&open_url("hook")).await;
    for task in [&direct, &redirected] {
        complete(&team.work, task, &json!({})).await;
    }
    let first = courier(&pool, only);
    while team.errors(&direct).await.is_empty() || team.errors(&redirected).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.abort();
    let none = GivenSettings {
        allow_hosts: Some(Vec::new()),
        ..GivenSettings::default()
    };
    let by_name = team.task(&named).await;
    complete(&team.work, &by_name, &json!({})).await;
    let second = courier(&pool, none);
    while team.errors(&by_name).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    second.abort();
    assert!(inside.came().is_empty(), "{:?}", inside.came());
    let why = |errors: Vec<String>| errors[0].clone();
    let direct = why(team.errors(&direct).await);
    assert!(
        direct.contains("127.0.0.2") && direct.contains("not public"),
        "{direct}"
    );
    let redirected = why(team.errors(&redirected).await);
    assert!(redirected.contains("redirects to"), "{redirected}");
    let by_name = why(team.errors(&by_name).await);
    assert!(
        by_name.contains("localhost") && by_name.contains("not public"),
        "{by_name}"
    );
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn two_servers_send_each_once_and_in_order(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    let couriers = [(); 2].map(|()| courier(&pool, GivenSettings::default()));
    let mut tasks = Vec::new();
    for path in 0..5 {
        receiver.answering(&format!("hook{path}"), vec![Answers::Status(500); 3]);
    }
    for number in 0..30 {
        let path = format!("hook{}", number % 5);
        let task = team.task(&url(&path)).await;
        complete(&team.work, &task, &json!({"n": number})).await;
        let accept = json!({"accepted": true}).to_string();
        team.write
            .post(&format!("/task/{task}/audit"), &accept)
            .await
            .ok();
        tasks.push(task);
    }
    all_sent(&pool).await;
    let came = receiver.came();
    for task in tasks {
        let mut words: Vec<&str> = came
            .iter()
            .filter(|came| came.body["task_id"] == task.as_str())
            .map(|came| {
                came.body["task"]["customer_review_status"]
                    .as_str()
                    .unwrap()
            })
            .collect();
        // What was answered with 500 came again.
        words.dedup();
        assert_eq!(words, ["pending", "accepted"], "{task}");
    }
    let failed = came.len() - 60;
    assert_eq!(
        failed, 15,
        "each answer of 500 made one more try, and nothing else did"
    );
    for courier in couriers {
        courier.abort();
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_a_server_was_sending_when_it_died_is_sent_by_another(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    receiver.answering("hook", vec![Answers::Late]);
    let task = team.task(&url("hook")).await;
    complete(&team.work, &task, &json!({})).await;
    let dying = courier(&pool, GivenSettings::default());
    while receiver.came().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    dying.abort();
    let other = courier(&pool, GivenSettings::default());
    all_sent(&pool).await;
    let came = receiver.came();
    assert_eq!(came.len(), 2);
    assert_eq!(came[0].delivery, came[1].delivery);
    let shown = team.write.get(&format!("/task/{task}")).await.ok();
    assert_eq!(shown["callback_succeeded"], true);
    other.abort();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_team_never_holds_more_than_its_part_of_what_is_sent_at_a_time(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    receiver.answering("slow", vec![Answers::Never; 40]);
    for number in 0..40 {
        let task = team.task(&url("slow")).await;
        if number < 11 {
            complete(&team.work, &task, &json!({})).await;
        }
    }
    let patient = GivenSettings {
        callback_timeout: Some(300.0),
        ..GivenSettings::default()
    };
    let courier = courier(&pool, patient);
    while receiver.came().len() < 11 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // One transaction, so that they wait all at once; behind them, one of another team.
    sqlx::raw_sql(
        "update task set status = 2, review_status = 1 where status = 0;
         insert into callback (seq, event, at, status, review_status, response_version, audits, updated_at)
         select seq, 'error', now(), status, review_status, 0, 0, updated_at
         from task
         where not exists (select from callback where callback.seq = task.seq);
         insert into callback_line (seq, team_id, is_test, next_try_at, own_address)
         select seq, team_id, is_test, now() - interval '1 minute', callback_url
         from task join task_document using (seq)
         on conflict do nothing;",
    )
    .execute(&pool)
    .await
    .unwrap();
    let other = team.site.program("Harbour", KeyRole::Write).await;
    let worker = team.site.program("Harbour", KeyRole::Work).await;
    let body = json!({"callback_url": url("quick")}).to_string();
    let task = other.task(&body).await;
    complete(&worker, &task, &json!({})).await;
    while !receiver
        .came()
        .iter()
        .any(|came| came.body["task_id"] == task.as_str())
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let held: i64 = sqlx::query_scalar(
        "select count(*) from callback_line join team using (team_id)
         where is_taken and team.name = 'Street'",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    // A host's part of its team's; one more is not sent to an address that hangs by then.
    assert!((11..=12).contains(&held), "{held}");
    courier.abort();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_can_be_neither_read_nor_noted_is_given_up_after_its_last_try(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    let unreadable = team.task(&url("hook")).await;
    complete(&team.work, &unreadable, &json!({})).await;
    sqlx::query("update callback set status = 99, tries = 19")
        .execute(&pool)
        .await
        .unwrap();
    let unnotable = team.task(&url("hook")).await;
    complete(&team.work, &unnotable, &json!({})).await;
    sqlx::query("update callback set tries = 20 where status <> 99")
        .execute(&pool)
        .await
        .unwrap();
    let courier = courier(&pool, GivenSettings::default());
    all_sent(&pool).await;
    courier.abort();
    assert!(receiver.came().is_empty());
    assert!(team.errors(&unreadable).await[0].contains("cannot be read"));
    assert!(team.errors(&unnotable).await[0].contains("is not known"));
    let states: Vec<String> = sqlx::query_scalar("select state from callback")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(states, ["failed", "failed"]);
}

/// A finalized batch of a project whose tasks need nothing, which calls this address; with a task.
async fn batch(team: &Team, callback: &str) -> String {
    let admin = team.site.program("Street", KeyRole::Admin).await;
    let project = json!({"name": "Words", "type": "textcollection"}).to_string();
    admin.post("/projects", &project).await.ok();
    let batch = json!({"project": "Words", "name": "week 14", "callback": callback, "metadata": {"run": 1}});
    admin.post("/batches", &batch.to_string()).await.ok();
    admin.post("/batches/week%2014/finalize", "").await.ok();
    team.write
        .task(&json!({"batch": "week 14"}).to_string())
        .await
}

/// What a server does every few seconds.
async fn look_for_complete_batches(pool: &PgPool) {
    store::counts::fold(pool).await.unwrap();
    store::callbacks::batches::tell_complete(pool)
        .await
        .unwrap();
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_complete_batch_arrives_signed_and_as_the_api_shows_it_also_after_a_failure(
    pool: PgPool,
) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let url = receiver.listen("127.0.0.1").await;
    receiver.answering("batch", vec![Answers::Status(500)]);
    let task = batch(&team, &url("batch")).await;
    let courier = courier(&pool, GivenSettings::default());
    look_for_complete_batches(&pool).await;
    all_sent(&pool).await;
    assert!(receiver.came().is_empty(), "its task is pending");
    complete(&team.work, &task, &json!({"n": 1})).await;
    look_for_complete_batches(&pool).await;
    all_sent(&pool).await;

    let came = receiver.came();
    assert_eq!(came.len(), 2, "one answer of 500 made one more try");
    assert_eq!(came[0].delivery, came[1].delivery);
    assert_eq!(came[0].text, came[1].text);
    let mut expected = team.write.get("/batches/week%2014/status").await.ok();
    assert_eq!(expected["status"], "completed");
    expected["is_test"] = json!(false);
    expected["batch"] = team.write.get("/batches/week%2014").await.ok();
    assert_eq!(came[1].body, expected);
    let keys = team.keys(false).await;
    assert_eq!(came[1].headers["tasklens-event"], "batch_completed");
    // A key of the role admin named the address.
    assert_eq!(came[1].headers["scale-callback-auth"], keys.auth.as_str());
    came[1].assert_signed("tasklens-signature", &keys.signature);

    // Sent back and completed again: that is another one.
    let reject = json!({"accepted": false, "comments": "Look again."}).to_string();
    team.write
        .post(&format!("/task/{task}/audit"), &reject)
        .await
        .ok();
    complete(&team.work, &task, &json!({"n": 2})).await;
    look_for_complete_batches(&pool).await;
    all_sent(&pool).await;
    let came = receiver.came();
    assert_eq!(came.len(), 3);
    assert_ne!(came[2].delivery, came[1].delivery);
    courier.abort();
}

/// Takes one mail, as RFC 5321 asks of a server; the commands and the mail.
async fn one_mail(listener: TcpListener) -> (Vec<String>, String) {
    let (socket, _) = listener.accept().await.unwrap();
    let mut socket = BufReader::new(socket);
    socket.write_all(b"220 test\r\n").await.unwrap();
    let (mut commands, mut mail) = (Vec::new(), String::new());
    loop {
        let mut line = String::new();
        if socket.read_line(&mut line).await.unwrap() == 0 {
            return (commands, mail);
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        commands.push(line.trim_end().to_owned());
        let answer = match &*verb {
            "DATA" => {
                socket.write_all(b"354 go on\r\n").await.unwrap();
                loop {
                    let mut line = String::new();
                    socket.read_line(&mut line).await.unwrap();
                    if line == ".\r\n" {
                        break;
                    }
                    mail.push_str(&line);
                }
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 well\r\n",
        };
        socket.write_all(answer.as_bytes()).await.unwrap();
        if verb == "QUIT" {
            return (commands, mail);
        }
    }
}

/// With that mail server.
fn mailing(listener: &TcpListener) -> GivenSettings {
    GivenSettings {
        smtp_url: Some(format!("smtp://{}", listener.local_addr().unwrap())),
        mail_from: Some("Tasklens <tasks@example.com>".to_owned()),
        callback_timeout: Some(5.0),
        ..GivenSettings::default()
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_mail_is_sent_where_the_address_is_one_of_mail(pool: PgPool) {
    let team = team(pool.clone()).await;
    let task = team.task("mailto:ops@example.com").await;
    complete(&team.work, &task, &json!({"n": 1})).await;
    // Without a mail server, the page says so.
    let without = courier(&pool, GivenSettings::default());
    while team.errors(&task).await.is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    without.abort();
    assert!(team.errors(&task).await[0].contains("--smtp-url"));

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let with = courier(&pool, mailing(&listener));
    let (commands, mail) = one_mail(listener).await;
    all_sent(&pool).await;
    with.abort();
    let has = |start: &str| commands.iter().any(|command| command.starts_with(start));
    assert!(has("MAIL FROM:<tasks@example.com>"), "{commands:?}");
    assert!(has("RCPT TO:<ops@example.com>"), "{commands:?}");
    assert!(
        mail.contains(&format!("Subject: Task {task}: completed")),
        "{mail}"
    );
    assert!(
        mail.contains(&format!("https://tasks.example.com/tasks/{task}")),
        "{mail}"
    );
    assert!(mail.contains(&format!("task-{task}.json")), "{mail}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_complete_batch_is_told_by_mail(pool: PgPool) {
    let team = team(pool.clone()).await;
    let task = batch(&team, "ops@example.com").await;
    complete(&team.work, &task, &json!({})).await;
    look_for_complete_batches(&pool).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let courier = courier(&pool, mailing(&listener));
    let (commands, mail) = one_mail(listener).await;
    all_sent(&pool).await;
    courier.abort();
    assert!(
        commands.contains(&"RCPT TO:<ops@example.com>".to_owned()),
        "{commands:?}"
    );
    for part in [
        "Subject: Batch week 14: batch_completed",
        "https://tasks.example.com/batches?q=week+14",
        "batch.json",
    ] {
        assert!(mail.contains(part), "{part} is not in {mail}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn receivers_that_hang_delay_no_other_address_of_their_team(pool: PgPool) {
    let team = team(pool.clone()).await;
    let receiver = Receiver::default();
    let (url, other_url) = (
        receiver.listen("127.0.0.1").await,
        receiver.listen("127.0.0.1").await,
    );
    for number in 0..40 {
        let path = format!("hangs{number}");
        receiver.answering(&path, vec![Answers::Never]);
        let task = team.task(&url(&path)).await;
        complete(&team.work, &task, &json!({})).await;
    }
    let good = [
        team.task(&url("good")).await,
        team.task(&other_url("good")).await,
    ];
    for task in &good {
        complete(&team.work, task, &json!({})).await;
    }
    // No try that hangs ends while the test runs.
    let guard = outbound::Guard::new(&["127.0.0.1".parse().unwrap()]);
    let sender = callbacks::Sender::new(guard, None, Duration::from_mins(10)).unwrap();
    let pace = callbacks::Pace {
        lanes: callbacks::Lanes {
            slow_after: Duration::from_millis(100),
            ..callbacks::Lanes::default()
        },
        ..callbacks::Pace::default()
    };
    let courier = callbacks::Courier::new(pool.clone(), sender, pace);
    let courier = tokio::spawn(courier.run(tokio_util::sync::CancellationToken::new()));
    for task in &good {
        while team.errors(task).await != [""] {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    courier.abort();
}
