//! A whole site for one test, with keys to it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::KeyRole;
use serde_json::Value;
use server::GivenSettings;
use store::{PgPool, accounts};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::pooler::through;

pub const IMAGE: &str = "https://files.example.com/a.png";

#[derive(Clone)]
pub struct Site {
    pub pool: PgPool,
    pub router: Router,
    _folder: std::sync::Arc<TempDir>,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

/// A program with a key.
#[derive(Clone)]
pub struct Program {
    site: Site,
    pub key: String,
}

impl Site {
    pub async fn new(pool: PgPool) -> Self {
        Self::allowing(pool, &[]).await
    }

    /// Fetches files from these hosts too, although they are not public.
    pub async fn allowing(pool: PgPool, hosts: &[&str]) -> Self {
        let hosts = hosts.iter().map(ToString::to_string).collect();
        let settings = GivenSettings {
            allow_hosts: Some(hosts),
            ..GivenSettings::default()
        };
        Self::set(pool, settings).await
    }

    /// With these settings where they say something.
    pub async fn set(pool: PgPool, settings: GivenSettings) -> Self {
        let pool = through(pool).await;
        let folder = tempfile::tempdir().unwrap();
        let usual = GivenSettings {
            // The pool is there already.
            database_url: Some("postgres://unused".to_owned()),
            data_dir: Some(folder.path().to_owned()),
            base_url: Some("https://tasks.example.com".to_owned()),
            max_upload_mib: Some(1),
            ..GivenSettings::default()
        };
        let state = server::state(&settings.or(usual).complete().unwrap(), pool.clone())
            .await
            .unwrap();
        Self {
            pool,
            router: server::router(state),
            _folder: std::sync::Arc::new(folder),
        }
    }

    pub async fn program(&self, team: &str, role: KeyRole) -> Program {
        self.program_of(team, role, false).await
    }

    pub async fn program_of(&self, team: &str, role: KeyRole, is_test: bool) -> Program {
        let team = accounts::ensure_team(&self.pool, team).await.unwrap();
        let new = accounts::NewKey {
            name: "nightly",
            role,
            is_test,
            created_by: None,
        };
        let key = accounts::new_api_key(&self.pool, team, new).await.unwrap();
        Program {
            site: self.clone(),
            key: key.as_str().to_owned(),
        }
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

impl Program {
    /// Another program of the same site.
    pub async fn colleague(&self, team: &str, role: KeyRole) -> Self {
        self.site.program(team, role).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "").await
    }

    pub async fn post(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, body).await
    }

    pub async fn send(&self, method: &str, path: &str, body: &str) -> Answer {
        self.send_as(
            method,
            path,
            &[("content-type", "application/json")],
            body.to_owned(),
        )
        .await
    }

    pub async fn send_as(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let pair = STANDARD.encode(format!("{}:", self.key));
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/v1{path}"))
            .header("authorization", format!("Basic {pair}"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.site.ask(request.body(body.into()).unwrap()).await
    }

    /// Makes a task of the type that needs nothing; its id.
    pub async fn task(&self, body: &str) -> String {
        let made = self.post("/task/textcollection", body).await;
        made.ok()["task_id"].as_str().unwrap().to_owned()
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The answer of a success.
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{self:?}");
        self.json()
    }

    /// The message of a failure in its form.
    pub fn error(&self, status: u16) -> String {
        assert_eq!(self.status.as_u16(), status, "{self:?}");
        let json = self.json();
        assert_eq!(json["status_code"], status, "{self:?}");
        json["error"].as_str().unwrap().to_owned()
    }
}

/// Completes a task as an import of its response would have.
pub async fn complete(pool: &PgPool, task_id: &str, response: &str) {
    let id = hex::decode(task_id).unwrap();
    let seq: i64 = sqlx::query_scalar(
        "update task
         set status = 2, review_status = 1, completed_at = now(), response_version = 1
         where task_id = $1
         returning seq",
    )
    .bind(id)
    .fetch_one(pool)
    .await
    .unwrap();
    sqlx::query(
        "insert into response (seq, version, body, origin, made_at)
         values ($1, 1, $2::text::json, 'labeler', now())",
    )
    .bind(seq)
    .bind(response)
    .execute(pool)
    .await
    .unwrap();
}
