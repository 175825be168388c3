//! A receiver that fails now and then.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;

/// A callback that came, and whether it was taken.
#[derive(Debug, Clone)]
pub struct Note {
    pub delivery: String,
    /// Null for a batch's.
    pub task: Value,
    /// What a batch's tells; null for a task's.
    pub batch: Value,
    pub is_taken: bool,
}

#[derive(Debug, Clone)]
pub struct Receiver {
    pub url: String,
    failing: u32,
    notes: Arc<Mutex<Vec<Note>>>,
}

/// Of those that fail, one of so many is taken, and answered too late to be believed.
const LATE: u32 = 20;

impl Receiver {
    pub async fn listen(failing: u32) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let receiver = Self {
            url: format!("http://{}/hook", listener.local_addr()?),
            failing,
            notes: Arc::default(),
        };
        let routes = Router::new()
            .route("/hook", post(receive))
            .with_state(receiver.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(receiver)
    }

    pub fn notes(&self) -> Vec<Note> {
        self.notes.lock().unwrap().clone()
    }

    pub fn count(&self) -> usize {
        self.notes.lock().unwrap().len()
    }
}

async fn receive(State(receiver): State<Receiver>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let Ok(mut body) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST;
    };
    let fails = rand::random_range(0..100) < receiver.failing;
    let is_late = fails && rand::random_range(0..LATE) == 0;
    let delivery = headers.get("tasklens-delivery-id");
    receiver.notes.lock().unwrap().push(Note {
        delivery: String::from_utf8_lossy(delivery.map_or(&[], |id| id.as_bytes())).into_owned(),
        task: body["task"].take(),
        batch: if body["batch"].is_null() {
            Value::Null
        } else {
            body
        },
        is_taken: !fails || is_late,
    });
    if is_late {
        // Longer than servers wait.
        tokio::time::sleep(Duration::from_millis(3500)).await;
    }
    if fails {
        StatusCode::SERVICE_UNAVAILABLE
    } else {
        StatusCode::OK
    }
}
