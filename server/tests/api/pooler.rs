//! Behind a real pgbouncer: refused where connections have no sessions of their own, else unnoticed.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;
use tempfile::TempDir;

use crate::site::Site;

/// Where the API's tests find the pooler that they go through, if they go through one.
const THROUGH: &str = "TASKLENS_TEST_POOLER";

const PORT: u16 = 6432;

/// A pgbouncer in front of the server of a pool; it ends with this.
struct Pooler {
    folder: TempDir,
    process: Child,
}

impl Pooler {
    /// None where pgbouncer is not installed, which is told.
    async fn start(pool: &PgPool, mode: &str, more: &str) -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: pgbouncer is not installed, on Debian: apt-get install pgbouncer");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        // Started by root, it runs as the account of PostgreSQL, which may open the socket.
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| is_owned_by_root(&own));
        let all = std::fs::Permissions::from_mode(0o777);
        std::fs::set_permissions(folder.path(), all).unwrap();
        let options = pool.connect_options();
        let behind = match options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => options.get_host().to_owned(),
        };
        let settings = format!(
            "[databases]\n\
             * = host={behind} port={} user={}\n\
             [pgbouncer]\n\
             listen_addr =\n\
             unix_socket_dir = {}\n\
             listen_port = {PORT}\n\
             auth_type = any\n\
             pool_mode = {mode}\n\
             max_client_conn = 1000\n\
             server_idle_timeout = 0.2\n\
             {more}\n",
            options.get_port(),
            options.get_username(),
            folder.path().display(),
        );
        let file = folder.path().join("pgbouncer.ini");
        std::fs::write(&file, settings).unwrap();
        let mut command = Command::new(program);
        if is_root {
            command.args(["-u", "postgres"]);
        }
        let log = std::fs::File::create(folder.path().join("log")).unwrap();
        let process = command
            .arg(&file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        let pooler = Self { folder, process };
        while !pooler.socket().exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Some(pooler)
    }

    fn socket(&self) -> PathBuf {
        socket(self.folder.path())
    }

    fn url(&self, pool: &PgPool) -> String {
        url(self.folder.path(), pool)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // Also one that stands still.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn is_owned_by_root(own: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    own.uid() == 0
}

/// The one that `PGBOUNCER` names, to try another version, or that which is installed.
fn program() -> Option<PathBuf> {
    if let Some(file) = std::env::var_os("PGBOUNCER") {
        return Some(file.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain([PathBuf::from("/usr/sbin")])
        .map(|folder| folder.join("pgbouncer"))
        .find(|file| file.is_file())
}

fn socket(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// The address of the pool's database through what listens in `folder`.
fn url(folder: &Path, pool: &PgPool) -> String {
    let options = pool.connect_options();
    format!(
        "postgres://{}@localhost:{PORT}/{}?host={}",
        options.get_username(),
        options.get_database().unwrap(),
        folder.display(),
    )
}

/// The same database through the pooler that the environment names, if it names one.
pub async fn through(pool: PgPool) -> PgPool {
    match std::env::var_os(THROUGH) {
        Some(folder) => store::connect(&url(Path::new(&folder), &pool))
            .await
            .unwrap(),
        None => pool,
    }
}

async fn refusal(url: &str) -> String {
    match store::connect(url).await {
        Err(store::Error::Pooler(why)) => why.to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Clients that take and return sessions all the time, each many times while one check lasts.
fn make_busy(pooler: &Pooler, pool: &PgPool) -> tokio::task::JoinSet<()> {
    let options: PgConnectOptions = pooler.url(pool).parse().unwrap();
    let options = options.extra_float_digits(None);
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let options = options.clone();
        clients.spawn(async move {
            let one = sqlx::pool::PoolOptions::new().max_connections(1);
            let one: PgPool = one.connect_lazy_with(options);
            loop {
                // An error is the end of a session, which another client may have been checking.
                let _ = sqlx::raw_sql("select pg_sleep(0.002 * random())")
                    .execute(&one)
                    .await;
            }
        });
    }
    // And the pooler stands still now and then, as on a busy machine: answers and ends pile up.
    let process = pooler.process.id().to_string();
    clients.spawn(async move {
        loop {
            for (signal, ms) in [("-STOP", 40), ("-CONT", 20)] {
                let sent = tokio::process::Command::new("kill")
                    .args([signal, &process])
                    .status();
                assert!(sent.await.unwrap().success());
                tokio::time::sleep(Duration::from_millis(ms)).await;
            }
        }
    });
    clients
}

#[sqlx::test(migrations = false)]
async fn a_pooler_without_sessions_is_refused_with_the_remedy_whether_busy_or_not(pool: PgPool) {
    for (mode, more) in [
        ("transaction", ""),
        ("statement", ""),
        ("transaction", "server_round_robin = 1"),
        (
            "transaction",
            "ignore_startup_parameters = options, extra_float_digits",
        ),
    ] {
        let Some(pooler) = Pooler::start(&pool, mode, more).await else {
            return;
        };
        let why = refusal(&pooler.url(&pool)).await;
        assert!(why.contains("set its pool_mode to session"), "{why}");
        let busy = make_busy(&pooler, &pool);
        for _ in 0..4 {
            refusal(&pooler.url(&pool)).await;
        }
        drop(busy);
    }
}

#[sqlx::test(migrations = false)]
async fn a_server_does_not_start_behind_a_pooler_in_transaction_mode(pool: PgPool) {
    let Some(pooler) = Pooler::start(&pool, "transaction", "").await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let ended = tokio::process::Command::new(env!("CARGO_BIN_EXE_server"))
        .arg("serve")
        .env("DATABASE_URL", pooler.url(&pool))
        .env("TASKLENS_DATA_DIR", folder.path())
        .env("TASKLENS_LISTEN", "127.0.0.1:0")
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!ended.status.success(), "{said}");
    assert!(said.contains("set its pool_mode to session"), "{said}");
}

#[sqlx::test(migrations = false)]
async fn in_session_mode_each_statement_gets_its_own_parameters(pool: PgPool) {
    let Some(pooler) = Pooler::start(&pool, "session", "server_reset_query =").await else {
        return;
    };
    // Twice: the second server gets sessions in which the first one's statements would be left.
    for _ in 0..2 {
        let pooled = store::connect(&pooler.url(&pool)).await.unwrap();
        let mut asking = tokio::task::JoinSet::new();
        for client in 0..40_i32 {
            let pooled = pooled.clone();
            asking.spawn(async move {
                for number in 0..20_i32 {
                    let sql = format!("select $1 * 1000 + {number}");
                    let got: i32 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                        .bind(client)
                        .fetch_one(&pooled)
                        .await
                        .unwrap();
                    assert_eq!(got, client * 1000 + number);
                }
            });
        }
        asking.join_all().await;
        pooled.close().await;
    }
}

#[sqlx::test(migrations = false)]
async fn the_api_passes_its_tests_through_a_pooler_in_session_mode(pool: PgPool) {
    let Some(pooler) = Pooler::start(&pool, "session", "").await else {
        return;
    };
    // Few at once: each has a database of its own, and so sessions that no other one can use.
    let ran = tokio::process::Command::new(std::env::current_exe().unwrap())
        .args(["--skip", "pooler::", "--test-threads", "3"])
        .env(THROUGH, pooler.folder.path())
        .output()
        .await
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{said}");
    assert!(!said.contains(" 0 passed"), "{said}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_pooler_that_comes_between_later_is_told_by_readyz_and_serves_nothing(pool: PgPool) {
    let Some(pooler) = Pooler::start(&pool, "transaction", "").await else {
        return;
    };
    let Some(own) = pool.connect_options().get_socket().cloned() else {
        return;
    };
    let front = tempfile::tempdir().unwrap();
    let own = own.join(format!(".s.PGSQL.{}", pool.connect_options().get_port()));
    symlink(own, socket(front.path())).unwrap();
    let direct = store::connect(&url(front.path(), &pool)).await.unwrap();
    let site = Site::new(direct).await;
    let ask = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        site.ask(request).await
    };
    assert_eq!(ask("/readyz").await.status, StatusCode::OK);

    std::fs::remove_file(socket(front.path())).unwrap();
    symlink(pooler.socket(), socket(front.path())).unwrap();
    // The sessions end one after the other; what is opened anew goes through the pooler.
    let answer = loop {
        sqlx::raw_sql(
            "select pg_terminate_backend(pid)
             from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()",
        )
        .execute(&pool)
        .await
        .unwrap();
        let answer = ask("/readyz").await;
        if answer.text != "the database does not answer\n" {
            break answer;
        }
    };
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("came between"), "{}", answer.text);
    assert_eq!(
        ask("/tasks").await.status,
        StatusCode::SEE_OTHER,
        "no session is asked for"
    );
    let key = "live_0123456789abcdef0123456789abcdef";
    let request = Request::get("/v1/tasks")
        .header("authorization", format!("Bearer {key}"))
        .body(Body::empty())
        .unwrap();
    let answer = site.ask(request).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{answer:?}");
}
