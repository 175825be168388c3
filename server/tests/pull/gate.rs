//! What stands before the source: it counts, refuses and falls silent when told to.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use tokio::sync::Notify;

/// What is done with a request for a page of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Silence,
    TooMany,
}

#[derive(Clone, Default)]
pub struct Gate(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Queries of the pages that were asked for.
    pages: Mutex<Vec<String>>,
    /// The fate of the page with that number, from 0.
    fate: Mutex<Option<(usize, Fate)>>,
    fell_silent: Notify,
}

impl Gate {
    pub fn before(&self, router: Router) -> Router {
        router.layer(from_fn_with_state(self.clone(), pass))
    }

    /// Begins to count anew; one page of those to come has this fate.
    pub fn expect(&self, fate: Option<(usize, Fate)>) {
        self.0.pages.lock().unwrap().clear();
        *self.0.fate.lock().unwrap() = fate;
    }

    pub fn pages(&self) -> Vec<String> {
        self.0.pages.lock().unwrap().clone()
    }

    pub async fn fell_silent(&self) {
        self.0.fell_silent.notified().await;
    }

    fn fate(&self, request: &Request) -> Option<Fate> {
        if request.uri().path() != "/v1/tasks" {
            return None;
        }
        let mut pages = self.0.pages.lock().unwrap();
        let number = pages.len();
        pages.push(request.uri().query().unwrap_or_default().to_owned());
        let fate = *self.0.fate.lock().unwrap();
        fate.filter(|(at, _)| *at == number).map(|(_, fate)| fate)
    }
}

async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response<Body> {
    match gate.fate(&request) {
        None => next.run(request).await,
        Some(Fate::TooMany) => {
            (StatusCode::TOO_MANY_REQUESTS, [("retry-after", "1")]).into_response()
        }
        Some(Fate::Silence) => {
            gate.0.fell_silent.notify_one();
            std::future::pending().await
        }
    }
}
