//! What stands before the source: it counts, refuses, falls silent and speaks for it when told to.

use std::collections::HashMap;
use std::convert::Infallible;
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

/// What is said for the source.
#[derive(Debug, Clone, Copy)]
enum Words {
    Text(&'static str),
    /// Spaces that do not end.
    WithoutEnd,
}

impl IntoResponse for Words {
    fn into_response(self) -> Response<Body> {
        match self {
            Self::Text(text) => text.into_response(),
            Self::WithoutEnd => {
                static SPACES: [u8; 1 << 16] = [b' '; 1 << 16];
                let spaces = futures::stream::repeat_with(|| Ok::<_, Infallible>(&SPACES[..]));
                Body::from_stream(spaces).into_response()
            }
        }
    }
}

#[derive(Clone, Default)]
pub struct Gate(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// Queries of the pages that were asked for.
    pages: Mutex<Vec<String>>,
    /// The fate of the page with that number, from 0.
    fate: Mutex<Option<(usize, Fate)>>,
    /// How often each path was asked for.
    asked: Mutex<HashMap<String, usize>>,
    /// What is answered instead of the source, by path.
    words: Mutex<HashMap<&'static str, Words>>,
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

    /// From now on each request for `path` gets this answer, as from a source with a fault.
    pub fn say(&self, path: &'static str, answer: &'static str) {
        let words = Words::Text(answer);
        self.0.words.lock().unwrap().insert(path, words);
    }

    /// The same, with an answer that does not end.
    pub fn say_for_ever(&self, path: &'static str) {
        let words = Words::WithoutEnd;
        self.0.words.lock().unwrap().insert(path, words);
    }

    /// How often the files of the source were asked for.
    pub fn files_asked(&self) -> usize {
        let asked = self.0.asked.lock().unwrap();
        let files = asked
            .iter()
            .filter(|(path, _)| path.starts_with("/v1/files/"));
        files.map(|(_, count)| count).sum()
    }

    pub fn pages(&self) -> Vec<String> {
        self.0.pages.lock().unwrap().clone()
    }

    pub async fn fell_silent(&self) {
        self.0.fell_silent.notified().await;
    }

    fn words(&self, request: &Request) -> Option<Words> {
        let words = self.0.words.lock().unwrap();
        words.get(request.uri().path()).copied()
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
    let path = request.uri().path().to_owned();
    *gate.0.asked.lock().unwrap().entry(path).or_default() += 1;
    let fate = gate.fate(&request);
    if let Some(words) = gate.words(&request) {
        return words.into_response();
    }
    match fate {
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
