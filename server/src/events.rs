//! `GET /events`: tells a page that tasks of its team came or changed.

use std::convert::Infallible;
use std::time::Duration;

use app::Viewer;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, stream};
use store::live::{Changes, Listener};

/// At most one event in this time: each makes the page ask what is new.
const PAUSE: Duration = Duration::from_secs(1);

/// Shorter than what proxies let an idle connection live.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(3);

/// Proxies that collect answers before they pass them on are told not to.
const NO_BUFFERING: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// A stream of events `tasks` with the data `{}`, until the server stops. What is new each page asks
/// under its own filter.
pub async fn events(
    viewer: Option<Extension<Viewer>>,
    State(listener): State<Listener>,
) -> Response {
    let Some(Extension(viewer)) = viewer else {
        // A browser does not try again after an answer like this.
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let changes = listener.watch(viewer.scope());
    (
        [(CACHE_CONTROL, "no-cache"), NO_BUFFERING].map(|(name, value)| (name, value.to_owned())),
        Sse::new(announcements(changes)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)),
    )
        .into_response()
}

fn announcements(changes: Changes) -> impl Stream<Item = Result<Event, Infallible>> {
    enum Step {
        Greet,
        Wait,
        Pause,
    }
    stream::unfold((changes, Step::Greet), |(mut changes, step)| async move {
        if let Step::Greet = step {
            // The browser learns at once that it is connected.
            let greeting = Event::default().retry(RETRY).comment("watching");
            return Some((Ok(greeting), (changes, Step::Wait)));
        }
        if let Step::Pause = step {
            tokio::time::sleep(PAUSE).await;
        }
        let event = Event::default().event("tasks").data("{}");
        changes
            .next()
            .await
            .then_some((Ok(event), (changes, Step::Pause)))
    })
}
