//! Whether a real server gives back the memory that logins and large bodies take.

#![allow(clippy::unwrap_used, reason = "a test ends where its setting fails")]

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use domain::KeyRole;
use sqlx::{ConnectOptions, PgPool};
use store::accounts::{NewKey, ensure_team, new_api_key};

/// How long it may take to give memory back; on an idle machine it takes seconds.
const PATIENCE: Duration = Duration::from_mins(1);

struct Server {
    process: Child,
    base_url: String,
    client: reqwest::Client,
}

impl Server {
    async fn start(pool: &PgPool, folder: &std::path::Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let process = Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["serve", "--no-migrate", "--listen", &address.to_string()])
            .arg("--data-dir")
            .arg(folder)
            .env(
                "DATABASE_URL",
                pool.connect_options().to_url_lossy().as_str(),
            )
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self {
            process,
            base_url: format!("http://{address}"),
            client: reqwest::Client::new(),
        };
        let begun = Instant::now();
        while server
            .client
            .get(format!("{}/healthz", server.base_url))
            .send()
            .await
            .is_err()
        {
            assert!(begun.elapsed() < PATIENCE, "the server does not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server
    }

    /// Memory that the process holds, in KiB.
    fn resident(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).unwrap();
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    }

    async fn log_in_wrongly(&self, times: usize) {
        let logins = (0..times).map(|person| {
            let form = format!("email=nobody{person}%40example.com&password=not+the+password");
            let login = self
                .client
                .post(format!("{}/login", self.base_url))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form);
            async move { assert_eq!(login.send().await.unwrap().status(), 401) }
        });
        futures::future::join_all(logins).await;
    }

    async fn send_large_bodies(&self, key: &str, times: usize) {
        let fields = r#""a":"bbbbbbbbbbbbbbbb","#.repeat(1 << 20);
        let body = format!(r#"{{"metadata":{{{fields}"a":1}}}}"#);
        for _ in 0..times {
            let call = self
                .client
                .post(format!("{}/v1/task/imageannotation", self.base_url))
                .bearer_auth(key)
                .header("content-type", "application/json")
                .body(body.clone());
            let status = call.send().await.unwrap().status();
            assert!(status.is_client_error(), "{status}");
        }
    }

    /// Waits until it holds at most a fifth more than `before`.
    async fn comes_down_to(&self, before: u64, after: &str) {
        let begun = Instant::now();
        loop {
            let now = self.resident();
            if now <= before + before / 5 {
                return;
            }
            assert!(
                begun.elapsed() < PATIENCE,
                "{now} KiB stay after {after}, of {before} KiB before"
            );
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn what_logins_and_large_bodies_took_is_given_back(pool: PgPool) {
    let team = ensure_team(&pool, "Street").await.unwrap();
    let new = NewKey {
        name: "nightly",
        role: KeyRole::Write,
        is_test: false,
        created_by: None,
    };
    let key = new_api_key(&pool, team, new).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(&pool, folder.path()).await;
    // What is made once, such as the decoy of unknown addresses and connections to the database.
    server.log_in_wrongly(4).await;
    let before = server.resident();

    server.log_in_wrongly(40).await;
    server.comes_down_to(before, "logins").await;
    server.send_large_bodies(key.as_str(), 3).await;
    server.comes_down_to(before, "large bodies").await;
}
