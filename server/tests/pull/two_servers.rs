//! A source and a copy, each with its own database and folder.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use domain::KeyRole;
use domain::import_report::ImportReport;
use media::{BlobStore, PictureLimits, Pictures};
use serde_json::value::RawValue;
use server::GivenSettings;
use sqlx::{ConnectOptions, PgPool};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use transfer::pull::{Pulling, Since, Source, pull};

use crate::gate::Gate;
use crate::site::{Program, Site};

pub struct TwoServers {
    /// Asks the source.
    pub source: Program,
    pub gate: Gate,
    address: String,
    /// Asks the copy.
    pub copy: Program,
    pub copy_pool: PgPool,
    copy_database: String,
    copy_folder: TempDir,
}

/// What `server pull` said.
#[derive(Debug)]
pub struct Said {
    pub is_success: bool,
    pub text: String,
}

impl TwoServers {
    pub async fn new(pool: PgPool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let settings = |folder: Option<&TempDir>| GivenSettings {
            base_url: Some(address.clone()),
            data_dir: folder.map(|folder| folder.path().to_owned()),
            ..GivenSettings::default()
        };
        let site = Site::set(pool.clone(), settings(None)).await;
        let gate = Gate::default();
        let router = gate.before(site.router.clone());
        tokio::spawn(async move {
            let service = router.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await
        });

        let copy_pool = other_database(&pool).await;
        let copy_folder = tempfile::tempdir().unwrap();
        let copy = Site::set(copy_pool.clone(), settings(Some(&copy_folder))).await;
        Self {
            source: site.program("Street", KeyRole::Admin).await,
            gate,
            address,
            copy: copy.program("Archive", KeyRole::Admin).await,
            copy_database: copy_pool.connect_options().to_url_lossy().to_string(),
            copy_pool,
            copy_folder,
        }
    }

    /// Starts `server pull` into the copy.
    pub fn start(&self, more: &[&str]) -> Child {
        Command::new(env!("CARGO_BIN_EXE_server"))
            .args(["pull", "--from", &format!("{}/v1", self.address)])
            .args(more)
            .env("DATABASE_URL", &self.copy_database)
            .env("TASKLENS_DATA_DIR", self.copy_folder.path())
            .env("TASKLENS_ALLOW_HOSTS", "127.0.0.1")
            .env("TASKLENS_PULL_KEY", &self.source.key)
            .stderr(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Copies in this process as `server pull` does, reading at most so many bytes of an answer.
    pub async fn pull_reading(
        &self,
        longest_answer: usize,
    ) -> transfer::pull::Result<ImportReport> {
        let source = Source::new(&format!("{}/v1", self.address), &self.source.key)?;
        let source = source.reading_at_most(longest_answer);
        let mut scope = store::teams::team_scope(&self.copy_pool, None).await?;
        scope.is_test = source.is_test();
        let blobs = BlobStore::in_folder(self.copy_folder.path()).unwrap();
        let to = Pulling {
            pool: self.copy_pool.clone(),
            scope,
            pictures: Pictures::new(blobs.clone(), PictureLimits::default()),
            blobs,
        };
        pull(&to, &source, Since::LastTime, |_, _, _| {}).await
    }

    /// Runs it to its end.
    pub async fn pull(&self, more: &[&str]) -> Said {
        let output = self.start(more).wait_with_output().await.unwrap();
        Said {
            is_success: output.status.success(),
            text: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A database beside the test's own; the next run of the test makes it anew.
async fn other_database(pool: &PgPool) -> PgPool {
    let options = pool.connect_options();
    let name = options.get_database().unwrap();
    // As long as a name can be.
    let name = name.replace("_sqlx_test_", "copy_");
    for statement in ["drop database if exists", "create database"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("{statement} \"{name}\"")))
            .execute(pool)
            .await
            .unwrap();
    }
    let other = PgPool::connect_with((*options).clone().database(&name))
        .await
        .unwrap();
    store::migrate(&other).await.unwrap();
    other
}

/// Every task by its id, as the API spells it.
pub async fn tasks(program: &Program) -> BTreeMap<String, String> {
    #[derive(serde::Deserialize)]
    struct Page {
        docs: Vec<Box<RawValue>>,
        next_token: Option<String>,
    }
    #[derive(serde::Deserialize)]
    struct Task {
        task_id: String,
    }
    let mut tasks = BTreeMap::new();
    let mut path = "/tasks".to_owned();
    loop {
        let answer = program.get(&path).await;
        answer.ok();
        let page: Page = serde_json::from_str(&answer.text).unwrap();
        for doc in page.docs {
            let task: Task = serde_json::from_str(doc.get()).unwrap();
            tasks.insert(task.task_id, doc.get().to_owned());
        }
        match page.next_token {
            Some(token) => path = format!("/tasks?next_token={token}"),
            None => return tasks,
        }
    }
}

/// Of each task, what changes when its row is written.
pub async fn rows(pool: &PgPool) -> BTreeMap<String, String> {
    let rows: Vec<(String, String)> =
        sqlx::query_as("select encode(task_id, 'hex'), xmin::text || ctid::text from task")
            .fetch_all(pool)
            .await
            .unwrap();
    rows.into_iter().collect()
}
