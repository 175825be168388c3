//! A program with a key, or a browser with its cookies.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, ensure};
use serde_json::Value;

use crate::ground::{PASSWORD, Server};
use crate::raw::{self, Answer};

/// The longest that an answer is awaited.
pub const PATIENCE: Duration = Duration::from_secs(20);

#[derive(Debug, Clone)]
pub struct Client {
    address: std::net::SocketAddr,
    key: Option<String>,
    cookies: BTreeMap<String, String>,
    /// The network that a proxy says it comes from.
    from: String,
}

impl Client {
    /// A browser that was never here, of a network of its own.
    pub fn browser(server: &Server, from: &str) -> Self {
        Self {
            address: server.address,
            key: None,
            cookies: BTreeMap::new(),
            from: from.to_owned(),
        }
    }

    pub fn program(server: &Server, key: &str) -> Self {
        Self {
            key: Some(key.to_owned()),
            ..Self::browser(server, "192.0.2.50")
        }
    }

    /// A browser in which this person is logged in.
    pub async fn logged_in(server: &Server, email: &str) -> anyhow::Result<Self> {
        let mut browser = Self::browser(server, "192.0.2.51");
        let answer = browser.log_in(email, PASSWORD).await;
        ensure!(
            answer.status == Some(303),
            "{email} cannot log in: {} {}",
            answer.told(),
            answer.text()
        );
        Ok(browser)
    }

    /// The same browser, taken to another network.
    pub fn moved(&self, from: &str) -> Self {
        Self {
            from: from.to_owned(),
            ..self.clone()
        }
    }

    /// Sends the login form, and keeps what cookies come.
    pub async fn log_in(&mut self, email: &str, password: &str) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("email", email)
            .append_pair("password", password)
            .finish();
        self.form("/login", &form).await
    }

    /// Sends a form, and keeps what cookies come.
    pub async fn form(&mut self, path: &str, form: &str) -> Answer {
        let answer = self
            .send(
                "POST",
                path,
                "application/x-www-form-urlencoded",
                form.as_bytes(),
                PATIENCE,
            )
            .await;
        for set in answer.headers("set-cookie") {
            let pair = set.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            if set.to_ascii_lowercase().contains("max-age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    pub async fn get(&self, path: &str, limit: Duration) -> Answer {
        self.send("GET", path, "application/json", b"", limit).await
    }

    pub async fn post(&self, path: &str, body: &[u8], limit: Duration) -> Answer {
        self.send("POST", path, "application/json", body, limit)
            .await
    }

    /// The JSON that the API answers where all is well.
    pub async fn api(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let answer = self
            .post(&format!("/v1{path}"), body.to_string().as_bytes(), PATIENCE)
            .await;
        ensure!(
            answer.status == Some(200),
            "{path} answered {}: {}",
            answer.told(),
            answer.text()
        );
        serde_json::from_slice(&answer.body).with_context(|| format!("{path} answered no JSON"))
    }

    /// Makes a task and completes it; its id.
    pub async fn complete_task(
        &self,
        task_type: &str,
        call: &Value,
        response: &Value,
    ) -> anyhow::Result<String> {
        let made = self.api(&format!("/task/{task_type}"), call).await?;
        let task_id = made["task_id"].as_str().context("no task was made")?;
        let claim = serde_json::json!({"task_id": task_id});
        let claimed = self.api("/work/claim", &claim).await?;
        let lease = claimed["claimed"][0]["lease_id"]
            .as_str()
            .context("the task cannot be claimed")?;
        let response = serde_json::json!({"response": response});
        self.api(&format!("/work/{lease}/submit"), &response)
            .await?;
        Ok(task_id.to_owned())
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        content_type: &str,
        body: &[u8],
        limit: Duration,
    ) -> Answer {
        let headers = self.headers(content_type);
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        raw::send(self.address, method, path, &headers, body, limit).await
    }

    /// What each of its requests carries.
    pub fn headers(&self, content_type: &str) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("content-type", content_type.to_owned()),
            ("accept", "text/html, application/json".to_owned()),
            ("x-forwarded-for", self.from.clone()),
            // As a browser says of requests that our own pages make.
            ("sec-fetch-site", "same-origin".to_owned()),
        ];
        if let Some(key) = &self.key {
            headers.push(("authorization", format!("Bearer {key}")));
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            headers.push(("cookie", pairs.join("; ")));
        }
        headers
    }
}
