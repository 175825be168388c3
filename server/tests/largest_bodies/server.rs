//! A whole server on threads of its own, and somebody who may do everything.

use std::io::Cursor;
use std::net::SocketAddr;
use std::thread::JoinHandle;

use domain::{KeyRole, Role};
use server::GivenSettings;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use store::import::WhenOneFails;
use store::{Scope, accounts};
use tempfile::TempDir;
use tokio::sync::oneshot;
use transfer::import::{Files, Import, Options};

use super::Attempt;

pub const TASK: &str = "5f2a00000000000000000001";
pub const PROJECT: &str = "Street";

/// Bytes of an answer that tells of an error.
const LARGEST_ERROR: usize = 64 << 10;

const SITE: &str = "https://tasks.example.com";
const PASSWORD: &str = "correct horse battery";

pub struct Server {
    pub address: SocketAddr,
    client: reqwest::Client,
    pub key: String,
    cookie: String,
    stop: oneshot::Sender<()>,
    thread: JoinHandle<()>,
    _folder: TempDir,
}

/// What was answered.
pub struct Answer {
    pub status: u16,
    pub bytes: usize,
    pub text: String,
}

impl Answer {
    /// What is not as it should be: a failure of the server, or an error that says nothing, or more
    /// than anybody reads.
    pub fn fault(&self) -> Option<String> {
        let is_clear = match self.status {
            200..400 => true,
            400..500 => (1..=LARGEST_ERROR).contains(&self.bytes),
            _ => false,
        };
        (!is_clear).then(|| {
            let (status, bytes) = (self.status, self.bytes);
            format!("{status}, {bytes} bytes: {}", self.start())
        })
    }

    /// The beginning of its text.
    pub fn start(&self) -> String {
        self.text.chars().take(500).collect()
    }
}

impl Server {
    /// With a completed task about a picture, an admin and a key.
    pub async fn start(pool: &PgPool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let given = GivenSettings {
            database_url: Some("postgres://unused".to_owned()),
            data_dir: Some(folder.path().to_owned()),
            base_url: Some(SITE.to_owned()),
            ..GivenSettings::default()
        };
        let settings = given.complete().unwrap();
        let team = accounts::ensure_team(pool, "Ours").await.unwrap();
        let email = "ada@example.com";
        let account = accounts::ensure_member(pool, team, email, "Ada", Role::Admin)
            .await
            .unwrap();
        accounts::set_password(pool, account, PASSWORD, None)
            .await
            .unwrap();
        let new = accounts::NewKey {
            name: "nightly",
            role: KeyRole::Admin,
            is_test: false,
            created_by: None,
        };
        let key = accounts::new_api_key(pool, team, new).await.unwrap();
        let key = key.as_str().to_owned();
        add_task(pool, &settings, team).await;

        let options = PgConnectOptions::clone(&pool.connect_options());
        let (told, address) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let pool = PgPoolOptions::new()
                    .max_connections(8)
                    .connect_with(options)
                    .await
                    .unwrap();
                let state = server::state(&settings, pool.clone()).await.unwrap();
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(listener.local_addr().unwrap()).unwrap();
                let router =
                    server::router(state).into_make_service_with_connect_info::<SocketAddr>();
                let served = axum::serve(listener, router).into_future();
                tokio::select! {
                    served = served => served.unwrap(),
                    _ = stopped => {}
                }
                pool.close().await;
            });
            runtime.shutdown_background();
        });
        let mut server = Self {
            address: address.await.unwrap(),
            // A connection for each request: one whose body was not read is closed.
            client: reqwest::Client::builder()
                .pool_max_idle_per_host(0)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .build()
                .unwrap(),
            key,
            cookie: String::new(),
            stop,
            thread,
            _folder: folder,
        };
        server.log_in(email).await;
        server
    }

    async fn log_in(&mut self, email: &str) {
        let form = form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("email", email), ("password", PASSWORD)])
            .finish();
        let answer = self
            .client
            .post(format!("http://{}/login", self.address))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("origin", SITE)
            .body(form)
            .send()
            .await
            .unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        cookie
            .split(';')
            .next()
            .unwrap()
            .clone_into(&mut self.cookie);
    }

    /// Sends an attempt as the admin's browser, or by the key.
    pub async fn send(&self, attempt: Attempt) -> Answer {
        let url = format!("http://{}{}", self.address, attempt.path);
        let method = attempt.method.parse().unwrap();
        let mut request = self.client.request(method, url);
        request = if attempt.path.starts_with("/v1/") {
            request.bearer_auth(&self.key)
        } else {
            request
                .header("cookie", &self.cookie)
                .header("origin", SITE)
                .header("accept", "application/json")
        };
        if !attempt.body.is_empty() {
            request = request
                .header("content-type", attempt.content_type)
                .body(attempt.body);
        }
        let answer = request
            .send()
            .await
            .unwrap_or_else(|error| panic!("{}: {:?}", attempt.name, error.without_url()));
        let status = answer.status().as_u16();
        let bytes = answer
            .bytes()
            .await
            .unwrap_or_else(|error| panic!("{}: {:?}", attempt.name, error.without_url()));
        Answer {
            status,
            bytes: bytes.len(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    /// Asks the API for something small.
    pub async fn ask(&self, method: &str, path: &str, body: &str) -> serde_json::Value {
        let answer = self
            .send(Attempt {
                name: path.to_owned(),
                method: method.to_owned(),
                path: path.to_owned(),
                content_type: "application/json",
                body: body.to_owned(),
            })
            .await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.start());
        serde_json::from_str(&answer.text).unwrap()
    }

    /// Ends the server and its connections to the database.
    pub async fn stop(self) {
        // It may have ended by itself.
        let _ = self.stop.send(());
        tokio::task::spawn_blocking(|| self.thread.join().unwrap())
            .await
            .unwrap();
    }
}

async fn add_task(pool: &PgPool, settings: &server::Settings, team: i32) {
    let picture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/media/tests/media/data/rgb.png"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(picture, folder.path().join("crossing.png")).unwrap();
    let task = serde_json::json!({
        "task_id": TASK,
        "type": "imageannotation",
        "project": PROJECT,
        "status": "completed",
        "params": {
            "attachment": "crossing.png",
            "geometries": {"box": {"objects_to_annotate": ["car"]}},
        },
        "response": {"annotations": [
            {"uuid": "1", "type": "box", "label": "car", "left": 0, "top": 0, "width": 1, "height": 1},
        ]},
    });
    let options = Options {
        scope: Scope::live(team),
        when_one_fails: WhenOneFails::TakeNothing,
        project: None,
    };
    let media = server::media(settings).unwrap();
    let mut import = Import::start(pool, media.blobs, media.pictures, options)
        .await
        .unwrap();
    let files = Files::in_folder(folder.path()).unwrap();
    import
        .read(Cursor::new(task.to_string()), files, |_, _| ())
        .await
        .unwrap();
    assert_eq!(import.finish().await.unwrap().added, 1);
}
