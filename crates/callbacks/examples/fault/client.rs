//! A program that makes tasks, completes them and judges some, and asks another server where one does
//! not answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::bail;
use serde_json::{Value, json};

use crate::BATCH;
use crate::servers::Servers;

/// Askings of one thing before it counts as broken.
const ASKINGS: usize = 600;

/// Shorter than the time in which servers look for lost leases.
const LEASE_SECONDS: u32 = 20;

pub struct Client {
    http: reqwest::Client,
    servers: Arc<Servers>,
    admin: String,
    work: String,
    turn: AtomicUsize,
}

impl Client {
    pub fn new(servers: &Arc<Servers>, admin: &str, work: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            servers: Arc::clone(servers),
            admin: admin.to_owned(),
            work: work.to_owned(),
            turn: AtomicUsize::new(rand::random_range(0..2)),
        }
    }

    /// Makes so many batches whose tasks can be worked on, and which call this address.
    pub async fn make_batches(&self, count: usize, url: &str) -> anyhow::Result<()> {
        let project = json!({"name": "Fault", "type": "textcollection"});
        self.ask(&self.admin, "/projects", Some(&project)).await?;
        for place in 0..count {
            let batch = json!({"name": batch_name(place), "project": "Fault", "callback": url});
            self.ask(&self.admin, "/batches", Some(&batch)).await?;
            let path = format!("/batches/{}/finalize", batch_name(place));
            self.ask(&self.admin, &path, Some(&json!({}))).await?;
        }
        Ok(())
    }

    /// A task's life: it is made, completed, and one of three is judged; its id.
    pub async fn live_through(&self, number: usize, url: &str) -> anyhow::Result<String> {
        let unique_id = format!("task {number}");
        let task_id = self.create(&unique_id, number, url).await?;
        self.complete(&task_id, number).await?;
        if number.is_multiple_of(3) {
            // Asked again where no answer came: the same verdict twice counts once.
            let verdict = json!({"accepted": true, "comments": "fine"});
            let path = format!("/task/{task_id}/audit");
            self.ask(&self.admin, &path, Some(&verdict)).await?;
        }
        Ok(task_id)
    }

    /// The task as it is now.
    pub async fn task(&self, task_id: &str) -> anyhow::Result<Value> {
        self.ask(&self.admin, &format!("/task/{task_id}"), None)
            .await
    }

    async fn create(&self, unique_id: &str, number: usize, url: &str) -> anyhow::Result<String> {
        let batch = batch_name(number / BATCH);
        let body = json!({"unique_id": unique_id, "callback_url": url, "batch": batch});
        let made = self
            .ask(&self.admin, "/task/textcollection", Some(&body))
            .await?;
        if let Some(task_id) = made["task_id"].as_str() {
            return Ok(task_id.to_owned());
        }
        // A server made it and was killed before it said so.
        let path = format!("/tasks?unique_id={}", unique_id.replace(' ', "%20"));
        let found = self.ask(&self.admin, &path, None).await?;
        match found["docs"][0]["task_id"].as_str() {
            Some(task_id) => Ok(task_id.to_owned()),
            None => bail!("no task: {made} {found}"),
        }
    }

    async fn complete(&self, task_id: &str, number: usize) -> anyhow::Result<()> {
        let claim = json!({"task_id": task_id, "lease_seconds": LEASE_SECONDS});
        let response = json!({"response": {"number": number}});
        for _ in 0..ASKINGS {
            let claimed = self.ask(&self.work, "/work/claim", Some(&claim)).await?;
            if let Some(lease) = claimed["claimed"][0]["lease_id"].as_str() {
                let path = format!("/work/{lease}/submit");
                let submitted = self.ask(&self.work, &path, Some(&response)).await?;
                if submitted["status"] == "completed" {
                    return Ok(());
                }
            }
            // A server gave it out and was killed before it said to whom: the lease ends by itself.
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        bail!("task {task_id} cannot be claimed");
    }

    /// What a server answers, whichever does: a success, or a refusal (4xx) of what another one may
    /// have done already.
    async fn ask(&self, key: &str, path: &str, body: Option<&Value>) -> anyhow::Result<Value> {
        for _ in 0..ASKINGS {
            let url = format!(
                "{}{path}",
                self.servers.address(self.turn.load(Ordering::Relaxed))
            );
            let request = match body {
                Some(body) => self
                    .http
                    .post(url)
                    .header("content-type", "application/json")
                    .body(body.to_string()),
                None => self.http.get(url),
            };
            let request = request.bearer_auth(key).timeout(Duration::from_secs(10));
            if let Ok(answer) = request.send().await
                && !answer.status().is_server_error()
                && let Ok(text) = answer.text().await
                && let Ok(answer) = serde_json::from_str(&text)
            {
                return Ok(answer);
            }
            self.turn.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("no server answers {path}");
    }
}

pub fn batch_name(place: usize) -> String {
    format!("batch-{place}")
}
