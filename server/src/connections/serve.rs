//! Accepting connections, and answering on them.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use super::Limits;
use super::body::{Answered, Sent};
use super::stream::Stream;
use super::table::{Place, Table};
use super::too_slow::WasTooSlow;

/// Bytes of a request's head, and of what is read or written at a time.
const BUFFER_BYTES: usize = 64 << 10;

/// Where the system gives no connection, such as without a free file, asking again at once would
/// only keep a core busy.
const BACK_OFF: Duration = Duration::from_millis(100);

/// How often a newcomer without a place asks who else could go.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// How often overdue connections are looked for, at most.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Answers on connections to `listener` by `router` until `stop`, then lets running requests end.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let limits = Arc::new(limits);
    let table = Table::new(Arc::clone(&limits));
    let stopping = CancellationToken::new();
    let running = TaskTracker::new();
    let accepting = async {
        let places = Arc::new(Semaphore::new(limits.most));
        loop {
            let (tcp, peer) = accept(&listener, &table).await;
            let permit = make_room(&places, &table).await;
            let place = table.enter(peer.ip());
            let attended = attend(tcp, peer, router.clone(), place, stopping.clone());
            running.spawn(async move {
                attended.await;
                drop::<OwnedSemaphorePermit>(permit);
            });
        }
    };
    let looking = async {
        let mut clock = tokio::time::interval(pause(&limits));
        loop {
            clock.tick().await;
            table.end_overdue(Instant::now());
        }
    };
    let mut looking = pin!(looking);
    tokio::select! {
        () = stop => {}
        () = accepting => {}
        () = &mut looking => {}
    }
    drop(listener);
    stopping.cancel();
    running.close();
    tokio::select! {
        () = running.wait() => {}
        () = looking => {}
    }
}

fn pause(limits: &Limits) -> Duration {
    let shortest = limits.head.min(limits.idle).min(limits.stall);
    (shortest / 4).clamp(Duration::from_millis(1), LOOK_EVERY)
}

async fn accept(listener: &TcpListener, table: &Table) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_client(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be taken; trying again");
                table.end_longest_wait();
                tokio::time::sleep(BACK_OFF).await;
            }
        }
    }
}

/// Whether a client left before it was accepted.
fn is_of_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}

/// A place for a newcomer, where need be that of whoever keeps the server waiting the longest.
async fn make_room(places: &Arc<Semaphore>, table: &Table) -> OwnedSemaphorePermit {
    loop {
        if let Ok(permit) = Arc::clone(places).try_acquire_owned() {
            return permit;
        }
        table.end_longest_wait();
        let freed = Arc::clone(places).acquire_owned();
        if let Ok(Ok(permit)) = tokio::time::timeout(ASK_AGAIN, freed).await {
            return permit;
        }
    }
}

/// Answers the requests of a connection until either side ends it.
async fn attend(
    tcp: TcpStream,
    peer: SocketAddr,
    router: Router,
    place: Place,
    stopping: CancellationToken,
) {
    let place = Arc::new(place);
    let stream = TokioIo::new(Stream::new(tcp, Arc::clone(&place)));
    let on = Arc::clone(&place);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let (router, place) = (router.clone(), Arc::clone(&on));
        async move { Ok::<_, Infallible>(answer(router, peer, place, request).await) }
    });
    // The table keeps all times, since it knows what a connection waits for.
    let mut connection = pin!(
        http1::Builder::new()
            .max_buf_size(BUFFER_BYTES)
            .serve_connection(stream, service)
    );
    let mut is_stopping = false;
    loop {
        tokio::select! {
            served = &mut connection => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection broke off");
                }
                return;
            }
            () = place.ended() => {
                tracing::debug!(%peer, "ended a connection that kept the server waiting");
                return;
            }
            () = stopping.cancelled(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    place: Arc<Place>,
    request: hyper::Request<Incoming>,
) -> Response<Answered> {
    place.begin_request();
    let was_too_slow = WasTooSlow::default();
    let sent = was_too_slow.clone();
    let mut request: Request =
        request.map(|body| Body::new(Sent::new(body, Arc::clone(&place), sent)));
    let extensions = request.extensions_mut();
    extensions.insert(ConnectInfo(peer));
    extensions.insert(was_too_slow);
    let response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    response.map(|body| Answered::new(body, place))
}
