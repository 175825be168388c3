//! Clients that are slow, silent or many, at a server that listens.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use app::access::OPEN_FUNCTIONS;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::{get, post};
use domain::Role;
use futures::StreamExt;
use store::PgPool;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::{Limits, answer_too_slow, serve};
use crate::test_site::TestSite;

/// So short that a test does not wait for what does not come.
const SHORT: Duration = Duration::from_millis(100);

/// Longer than any test takes.
const LONG: Duration = Duration::from_mins(10);

/// Limits that nobody meets.
pub(super) fn limits() -> Limits {
    Limits {
        most: 1000,
        most_unasked: None,
        head: LONG,
        idle: LONG,
        stall: LONG,
        patience: LONG,
        least_bytes_per_second: 1,
        linger: LONG,
    }
}

struct Running {
    address: SocketAddr,
    stop: CancellationToken,
    serving: AbortOnDropHandle<()>,
}

impl Running {
    async fn new(router: Router, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let serving =
            AbortOnDropHandle::new(tokio::spawn(serve(listener, router, limits, stopped)));
        Self {
            address,
            stop,
            serving,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection that has sent `text`.
    async fn send(&self, text: &str) -> TcpStream {
        let mut client = self.connect().await;
        client.write_all(text.as_bytes()).await.unwrap();
        client
    }

    /// The whole answer to a request by a connection of its own.
    async fn ask(&self, text: &str) -> String {
        rest(&mut self.send(text).await).await
    }
}

/// All that still comes before the server closes the connection.
async fn rest(client: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // One that is reset has ended as well.
    drop(client.read_to_end(&mut bytes).await);
    String::from_utf8(bytes).unwrap()
}

/// What comes first.
async fn first(client: &mut TcpStream) -> String {
    let mut bytes = [0; 4096];
    let length = client.read(&mut bytes).await.unwrap();
    String::from_utf8(bytes[..length].to_vec()).unwrap()
}

fn get_of(path: &str, headers: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}\r\n")
}

fn small() -> Router {
    Router::new()
        .route("/", get(async || "here"))
        .route("/echo", post(async |body: Bytes| body))
        .layer(axum::middleware::from_fn(answer_too_slow))
}

const HALF_A_HEAD: &str = "GET / HTTP/1.1\r\nhost: a\r\nx-half:";

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn clients_that_send_half_a_head_shut_nobody_out(pool: PgPool) {
    let site = TestSite::new(pool.clone(), Role::Viewer).await;
    let password = "correct horse battery";
    store::accounts::set_password(&pool, site.viewer.account_id, password, None)
        .await
        .unwrap();
    let limits = Limits {
        most: 20,
        ..limits()
    };
    let server = Running::new(crate::router(site.state.clone()), limits).await;
    let mut half = Vec::new();
    for _ in 0..200 {
        half.push(server.send(HALF_A_HEAD).await);
    }
    let healthy = server.ask(&get_of("/healthz", "")).await;
    assert!(healthy.starts_with("HTTP/1.1 200"), "{healthy}");
    let form = "email=ada%40example.com&password=correct+horse+battery";
    let login = format!(
        "POST /login HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}",
        form.len()
    );
    let logged_in = server.ask(&login).await;
    let (_, session) = logged_in.split_once("tasklens_session=").unwrap();
    let (session, _) = session.split_once(';').unwrap();
    let cookie = format!("cookie: tasklens_session={session}\r\n");
    let tasks = server.ask(&get_of("/tasks", &cookie)).await;
    assert!(tasks.starts_with("HTTP/1.1 200"), "{tasks}");
    // The oldest made room.
    assert_eq!(rest(&mut half[0]).await, "");
}

#[tokio::test]
async fn a_network_with_too_many_silent_connections_loses_its_oldest() {
    let limits = Limits {
        most_unasked: Some(3),
        ..limits()
    };
    let server = Running::new(small(), limits).await;
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(server.connect().await);
    }
    assert_eq!(rest(&mut silent[0]).await, "");
    let last = &mut silent[3];
    last.write_all(get_of("/", "").as_bytes()).await.unwrap();
    assert!(rest(last).await.ends_with("here"));
}

#[tokio::test]
async fn a_head_that_does_not_end_ends_its_connection() {
    let limits = Limits {
        head: SHORT,
        ..limits()
    };
    let server = Running::new(small(), limits).await;
    assert_eq!(server.ask(HALF_A_HEAD).await, "");
    assert_eq!(server.ask("").await, "");
    // So does one that comes on a connection in use.
    let mut client = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(first(&mut client).await.ends_with("here"));
    tokio::time::sleep(2 * SHORT).await;
    client.write_all(HALF_A_HEAD.as_bytes()).await.unwrap();
    assert_eq!(rest(&mut client).await, "");
}

#[tokio::test]
async fn a_connection_nobody_asks_on_any_more_ends() {
    let limits = Limits {
        idle: SHORT,
        ..limits()
    };
    let server = Running::new(small(), limits).await;
    let mut client = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    assert!(first(&mut client).await.ends_with("here"));
    assert_eq!(rest(&mut client).await, "");
}

fn post_of(path: &str, length: usize) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: {length}\r\n\r\n")
}

#[tokio::test]
async fn a_body_that_stops_is_answered_with_408() {
    let limits = Limits {
        stall: SHORT,
        ..limits()
    };
    let server = Running::new(small(), limits).await;
    let mut client = server.send(&(post_of("/echo", 9) + "half")).await;
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("too slowly"), "{answer}");
}

#[tokio::test]
async fn a_body_that_trickles_is_answered_with_408_and_a_steady_one_passes() {
    let limits = Limits {
        stall: SHORT,
        patience: 3 * SHORT,
        least_bytes_per_second: 1000,
        ..limits()
    };
    let server = Running::new(small(), limits).await;
    // A byte each 20 ms is 50 a second.
    let mut client = server.send(&post_of("/echo", 1000)).await;
    let (mut reader, mut writer) = client.split();
    let trickle = async {
        while writer.write_all(b"x").await.is_ok() {
            tokio::time::sleep(SHORT / 5).await;
        }
    };
    let mut answer = [0; 12];
    tokio::select! {
        () = trickle => panic!("the server closed without an answer"),
        read = reader.read_exact(&mut answer) => { read.unwrap(); }
    }
    assert_eq!(&answer, b"HTTP/1.1 408");

    // 1,000 bytes each 20 ms are 50,000 a second, for longer than either limit.
    let mut client = server.send(&post_of("/echo", 30_000)).await;
    for _ in 0..30 {
        client.write_all(&[b'x'; 1000]).await.unwrap();
        tokio::time::sleep(SHORT / 5).await;
    }
    let answer = first(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

/// Tells when it is dropped.
struct Kept(mpsc::UnboundedSender<()>);

impl Drop for Kept {
    fn drop(&mut self) {
        // Nobody may listen any more.
        self.0.send(()).ok();
    }
}

#[tokio::test]
async fn an_answer_that_nobody_reads_lets_go_what_it_holds() {
    let (sender, mut dropped) = mpsc::unbounded_channel();
    let endless = async move || {
        let kept = Kept(sender);
        let bytes = Bytes::from(vec![b'x'; 64 << 10]);
        Body::from_stream(futures::stream::repeat_with(move || {
            let _ = &kept;
            Ok::<_, std::io::Error>(bytes.clone())
        }))
    };
    let limits = Limits {
        stall: SHORT,
        ..limits()
    };
    let server = Running::new(Router::new().route("/", get(endless)), limits).await;
    let _unread = server.send(&get_of("/", "")).await;
    // The route itself keeps one more sender, so this is told by the drop alone.
    assert_eq!(dropped.recv().await, Some(()));
}

#[tokio::test]
async fn a_stream_of_events_lasts_however_seldom_it_speaks() {
    let speak = Arc::new(Notify::new());
    let spoken = Arc::clone(&speak);
    let events = async move || {
        let spoken = Arc::clone(&spoken);
        let later = futures::stream::once(async move {
            spoken.notified().await;
            Ok::<_, std::io::Error>(Bytes::from("second"))
        });
        Body::from_stream(futures::stream::once(async { Ok(Bytes::from("first")) }).chain(later))
    };
    let limits = Limits {
        head: SHORT,
        idle: SHORT,
        stall: SHORT,
        patience: SHORT,
        linger: SHORT,
        ..limits()
    };
    let server = Running::new(Router::new().route("/", get(events)), limits).await;
    let mut client = server.send(&get_of("/", "")).await;
    assert!(first(&mut client).await.contains("first"));
    tokio::time::sleep(5 * SHORT).await;
    speak.notify_one();
    assert!(rest(&mut client).await.contains("second"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_body_without_a_session_is_refused_before_it_is_sent(pool: PgPool) {
    let site = TestSite::new(pool, Role::Viewer).await;
    let server = Running::new(crate::router(site.state.clone()), limits()).await;
    let functions: Vec<&str> = leptos::server_fn::axum::server_fn_paths()
        .map(|(path, _)| path)
        .filter(|path| !OPEN_FUNCTIONS.contains(path))
        .collect();
    assert!(functions.len() > 40, "{functions:?}");
    let others = ["/import", "/export", "/account/team", "/v1/tasks"];
    for path in functions.into_iter().chain(others) {
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: a\r\ncontent-length: 30000000\r\n\
             expect: 100-continue\r\n\r\n"
        );
        let mut client = server.send(&head).await;
        let answer = first(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 401"), "{path}: {answer}");
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn who_is_still_sending_reads_why_the_body_was_refused(pool: PgPool) {
    let site = TestSite::new(pool, Role::Viewer).await;
    let server = Running::new(crate::router(site.state.clone()), limits()).await;
    let mut client = server.send(&post_of("/import", 8 << 20)).await;
    // All of it is sent before anything is read.
    client.write_all(&vec![b'x'; 8 << 20]).await.unwrap();
    let answer = rest(&mut client).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
}

#[tokio::test]
async fn stopping_ends_silent_connections_and_lets_requests_end() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = async move || {
        tell.notify_one();
        wait.notified().await;
        "done"
    };
    let server = Running::new(Router::new().route("/", get(slow)), limits()).await;
    let mut silent = server.connect().await;
    let mut asking = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    begun.notified().await;
    server.stop.cancel();
    assert_eq!(rest(&mut silent).await, "");
    go_on.notify_one();
    assert!(rest(&mut asking).await.ends_with("done"));
    server.serving.await.unwrap();
}
