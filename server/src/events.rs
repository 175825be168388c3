//! `GET /events`: tells a page that tasks of its team came or changed.

use std::convert::Infallible;
use std::time::Duration;

use app::Viewer;
use app::viewer::CurrentSession;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderName};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};
use store::PgPool;
use store::accounts::{TokenHash, session_stands};
use store::live::{Changes, Listener};

/// At most one event in this time: each makes the page ask what is new.
const PAUSE: Duration = Duration::from_secs(1);

/// Shorter than what proxies let an idle connection live.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(3);

/// Proxies that collect answers before they pass them on are told not to.
const NO_BUFFERING: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// How often a stream asks whether its session still stands, where no notification told that it ended:
/// sessions run out silently, and notifications can be lost.
const CHECK_EVERY: Duration = Duration::from_secs(30);

/// A stream of events `tasks` with the data `{}`, until the session ends or the server stops. What is new
/// each page asks under its own filter.
pub async fn events(
    viewer: Option<Extension<Viewer>>,
    session: Option<Extension<CurrentSession>>,
    State(listener): State<Listener>,
    State(pool): State<PgPool>,
) -> Response {
    let (Some(Extension(viewer)), Some(Extension(CurrentSession(hash)))) = (viewer, session) else {
        // A browser does not try again after an answer like this.
        return StatusCode::UNAUTHORIZED.into_response();
    };
    let watched = Session {
        ends: listener.watch_account(viewer.account_id),
        pool,
        hash,
        account_id: viewer.account_id,
        team_id: viewer.team_id,
        check_every: CHECK_EVERY,
    };
    let news = announcements(listener.watch(viewer.scope())).take_until(watched.end());
    (
        [(CACHE_CONTROL, "no-cache"), NO_BUFFERING].map(|(name, value)| (name, value.to_owned())),
        Sse::new(news).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)),
    )
        .into_response()
}

/// The session that a stream belongs to.
struct Session {
    /// Tells that something of the account may have ended.
    ends: Changes,
    pool: PgPool,
    hash: TokenHash,
    account_id: i32,
    team_id: i32,
    check_every: Duration,
}

impl Session {
    /// Waits until the session does not stand any more: logged out, run out, in another team, or its
    /// person disabled or out of the team.
    async fn end(mut self) {
        loop {
            let stands =
                session_stands(&self.pool, &self.hash, self.account_id, self.team_id).await;
            // While the database does not answer, there is no news either.
            if matches!(stands, Ok(false)) {
                return;
            }
            // Either way it is time to look again; a server that stops has ended the news already.
            let told = tokio::time::timeout(self.check_every, self.ends.next()).await;
            if matches!(told, Ok(false)) {
                return;
            }
        }
    }
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

#[cfg(test)]
mod tests {
    use domain::Role;
    use store::accounts::{Origin, begin_session};

    use super::*;
    use crate::test_site::TestSite;

    #[sqlx::test(migrations = "../crates/store/migrations")]
    async fn a_stream_ends_when_its_session_has_run_out_though_nothing_tells_it(pool: PgPool) {
        let TestSite { state, viewer, .. } = &TestSite::new(pool.clone(), Role::Viewer).await;
        let account_id = viewer.account_id;
        let begun = begin_session(&pool, account_id, &Origin::default()).await;
        let hash = begun.unwrap().session.hash();
        let session = Session {
            ends: state.live.watch_account(account_id),
            pool: pool.clone(),
            hash,
            account_id,
            team_id: viewer.team_id,
            check_every: Duration::from_millis(5),
        };
        let mut end = tokio::spawn(session.end());
        let early = tokio::time::timeout(Duration::from_millis(100), &mut end).await;
        assert!(early.is_err(), "ended while the session stands");
        sqlx::query("update session set expires_at = now()")
            .execute(&pool)
            .await
            .unwrap();
        end.await.unwrap();
    }
}
