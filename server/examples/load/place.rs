//! A team to work in, and a key to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::ensure;
use domain::KeyRole;
use serde_json::Value;
use store::{PgPool, Scope, accounts};

#[derive(Clone)]
pub struct Place {
    /// With as many connections as the server has.
    pub pool: PgPool,
    pub scope: Scope,
    client: reqwest::Client,
    api: String,
    key: String,
}

impl Place {
    pub async fn make(database: &str, api: String) -> anyhow::Result<Self> {
        let pool = store::connect(database).await?;
        let team_id = accounts::ensure_team(&pool, "Load").await?;
        let new = accounts::NewKey {
            name: "load",
            role: KeyRole::Admin,
            is_test: false,
            created_by: None,
        };
        let key = accounts::new_api_key(&pool, team_id, new).await?;
        Ok(Self {
            scope: Scope::live(team_id),
            key: key.as_str().to_owned(),
            client: reqwest::Client::builder().build()?,
            pool,
            api,
        })
    }

    pub async fn post(&self, path: &str, body: String) -> anyhow::Result<Value> {
        let request = self.client.post(format!("{}{path}", self.api)).body(body);
        self.send(path, request.header("content-type", "application/json"))
            .await
    }

    pub async fn get(&self, path: &str) -> anyhow::Result<Value> {
        let request = self.client.get(format!("{}{path}", self.api));
        self.send(path, request).await
    }

    async fn send(&self, path: &str, request: reqwest::RequestBuilder) -> anyhow::Result<Value> {
        let answer = request.bearer_auth(&self.key).send().await?;
        let (status, text) = (answer.status(), answer.text().await?);
        ensure!(status == 200, "{path} answered {status}: {text}");
        Ok(serde_json::from_str(&text)?)
    }
}

/// Does `count` pieces of work, so many at once, each by its number; how long all of them took.
pub async fn all<F>(
    workers: usize,
    count: usize,
    work: impl Fn(usize) -> F + Send + Sync + 'static,
) -> anyhow::Result<Duration>
where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let (next, work) = (Arc::new(AtomicUsize::new(0)), Arc::new(work));
    let begun = Instant::now();
    let running: Vec<_> = (0..workers)
        .map(|_| {
            let (next, work) = (Arc::clone(&next), Arc::clone(&work));
            tokio::spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return anyhow::Ok(());
                    }
                    work(number).await?;
                }
            })
        })
        .collect();
    for worker in running {
        worker.await??;
    }
    Ok(begun.elapsed())
}
