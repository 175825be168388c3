use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use bytes::Bytes;
use futures::stream;
use media::{Asker, FetchPolicy, Fetcher, MediaError, StoredBlob};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::files::{Shelf, data};

/// A web server on a loopback address of its own, and a fetcher that may use that address alone.
struct Site {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
}

impl Site {
    async fn serving(routes: Router) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        let routes = routes.layer(axum::middleware::map_request(
            move |request: axum::extract::Request| {
                counter.fetch_add(1, Ordering::SeqCst);
                std::future::ready(request)
            },
        ));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { address, requests }
    }

    /// Answers the nth connection with the nth of `answers`, byte for byte, and hangs up.
    async fn speaking(answers: Vec<&'static str>) -> Self {
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            for answer in answers {
                let (mut socket, _) = listener.accept().await.unwrap();
                counter.fetch_add(1, Ordering::SeqCst);
                read_request(&mut socket).await;
                socket.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        Self { address, requests }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

async fn read_request(socket: &mut TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        request.push(socket.read_u8().await.unwrap());
    }
}

fn allowing(rules: &[&str]) -> FetchPolicy {
    FetchPolicy {
        allow: rules.iter().map(|rule| rule.parse().unwrap()).collect(),
        ..FetchPolicy::default()
    }
}

async fn fetch(shelf: &Shelf, policy: FetchPolicy, url: &str) -> Result<StoredBlob, MediaError> {
    let fetcher = Fetcher::new(policy, shelf.blobs.clone()).unwrap();
    fetcher.fetch(url).await
}

/// The error of a fetch that may use 127.0.0.1; nothing may be left in the store.
async fn refusal(policy: FetchPolicy, url: &str) -> MediaError {
    let shelf = Shelf::new();
    let error = fetch(&shelf, policy, url).await.unwrap_err();
    // A file that is given up is removed on another thread.
    for _ in 0..50 {
        if shelf.files().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(shelf.files(), Vec::<String>::new());
    error
}

fn endless() -> Body {
    let chunk = Bytes::from(vec![7; 64 << 10]);
    Body::from_stream(stream::repeat_with(move || {
        Ok::<_, MediaError>(chunk.clone())
    }))
}

/// A byte now, and the next one in a while.
fn dripping(pause: Duration) -> Body {
    Body::from_stream(stream::unfold((), move |()| async move {
        tokio::time::sleep(pause).await;
        Some((Ok::<_, MediaError>(Bytes::from_static(b".")), ()))
    }))
}

#[tokio::test]
async fn a_picture_is_fetched_into_the_store() {
    let picture = data("baseline.jpg");
    let served = picture.clone();
    let site = Site::serving(Router::new().route("/a.jpg", get(async || served))).await;
    let shelf = Shelf::new();
    let policy = allowing(&["127.0.0.1"]);
    let stored = fetch(&shelf, policy, &site.url("/a.jpg?signature=x")).await;
    assert_eq!(
        shelf
            .blobs
            .bytes(stored.unwrap().id, 1 << 20)
            .await
            .unwrap(),
        picture
    );
}

#[tokio::test]
async fn addresses_inside_the_house_are_refused_before_anything_connects() {
    let site = Site::serving(Router::new().fallback(async || "secret")).await;
    let port = site.address.port();
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.0.0.1:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://0.0.0.0:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://LOCALHOST:{port}/"),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://10.0.0.1/".to_owned(),
    ] {
        let error = refusal(FetchPolicy::default(), &url).await;
        assert!(
            matches!(error, MediaError::ForbiddenHost { .. }),
            "{url}: {error:?}"
        );
    }
    assert_eq!(site.requests(), 0);
}

#[tokio::test]
async fn a_host_on_the_allow_list_is_reached_by_its_name_alone() {
    let site = Site::serving(Router::new().fallback(async || "ours")).await;
    let port = site.address.port();
    let shelf = Shelf::new();
    let by_name = format!("http://localhost:{port}/");
    fetch(&shelf, allowing(&["localhost"]), &by_name)
        .await
        .unwrap();
    let by_address = fetch(&shelf, allowing(&["localhost"]), &site.url("/")).await;
    assert!(matches!(by_address, Err(MediaError::ForbiddenHost { .. })));
}

#[tokio::test]
async fn a_redirect_is_followed_and_one_into_the_house_is_not() {
    let site = Site::serving(
        Router::new()
            .route("/moved", get(async || Redirect::temporary("/here")))
            .route("/here", get(async || "found"))
            .route(
                "/loopback",
                get(async || Redirect::temporary("http://127.0.0.2/")),
            )
            .route(
                "/cloud",
                get(async || Redirect::to("http://169.254.169.254/")),
            )
            .route("/file", get(async || Redirect::to("file:///etc/passwd")))
            .route(
                "/user",
                get(async || Redirect::to("http://me:secret@127.0.0.1/")),
            )
            .route("/nowhere", get(async || StatusCode::FOUND))
            .route("/round", get(async || Redirect::temporary("/round"))),
    )
    .await;
    let policy = || allowing(&["127.0.0.1/32"]);
    let shelf = Shelf::new();
    let stored = fetch(&shelf, policy(), &site.url("/moved")).await.unwrap();
    assert_eq!(shelf.blobs.bytes(stored.id, 100).await.unwrap(), "found");

    for path in ["/loopback", "/cloud"] {
        let error = refusal(policy(), &site.url(path)).await;
        assert!(
            matches!(error, MediaError::ForbiddenHost { .. }),
            "{path}: {error:?}"
        );
        assert!(
            error.to_string().contains(path),
            "names what was asked for: {error}"
        );
    }
    for path in ["/file", "/user", "/nowhere"] {
        let error = refusal(policy(), &site.url(path)).await;
        assert!(
            matches!(error, MediaError::InvalidUrl { .. }),
            "{path}: {error:?}"
        );
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let before = site.requests();
    let error = refusal(policy(), &site.url("/round")).await;
    assert!(
        matches!(error, MediaError::TooManyRedirects { limit: 5, .. }),
        "{error:?}"
    );
    assert_eq!(site.requests() - before, 6);
}

#[tokio::test]
async fn only_http_without_credentials_is_fetched_and_secrets_are_not_repeated() {
    for url in [
        "ftp://example.com/a.jpg",
        "file:///etc/passwd",
        "s3://bucket/key",
        "data:image/png;base64,AAAA",
        "a.jpg?signature=secret",
        "https://me:secret@example.com/a.jpg?signature=secret",
    ] {
        let error = refusal(FetchPolicy::default(), url).await;
        assert!(
            matches!(error, MediaError::InvalidUrl { .. }),
            "{url}: {error:?}"
        );
        assert!(!error.to_string().contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_status_is_told_with_its_url_and_without_the_query() {
    let gone = Router::new()
        .route("/gone", get(async || StatusCode::NOT_FOUND))
        .route(
            "/private",
            get(async || StatusCode::FORBIDDEN.into_response()),
        );
    let site = Site::serving(gone).await;
    for (path, status) in [("/gone", 404), ("/private", 403)] {
        let url = site.url(path);
        let error = refusal(allowing(&["127.0.0.1"]), &format!("{url}?signature=secret")).await;
        assert!(matches!(error, MediaError::Fetch { status: s, .. } if s == status));
        let message = error.to_string();
        assert!(
            message.contains(&url) && !message.contains("secret"),
            "{message}"
        );
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_limit() {
    let site = Site::serving(Router::new().fallback(async || endless())).await;
    let policy = FetchPolicy {
        max_bytes: 20 << 20,
        ..allowing(&["127.0.0.1"])
    };
    let error = refusal(policy, &site.url("/")).await;
    assert!(matches!(error, MediaError::TooLarge { limit, .. } if limit == 20 << 20));
    assert!(error.to_string().contains(&site.url("/")), "{error}");
}

#[tokio::test]
async fn a_body_that_is_announced_too_large_is_not_read() {
    let site = Site::speaking(vec!["HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"]).await;
    let policy = FetchPolicy {
        max_bytes: 4999,
        ..allowing(&["127.0.0.1"])
    };
    let error = refusal(policy, &site.url("/")).await;
    assert!(
        matches!(error, MediaError::TooLarge { limit: 4999, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_body_that_stops_or_drips_is_given_up() {
    let site = Site::serving(
        Router::new()
            .route("/stops", get(async || dripping(Duration::from_mins(1))))
            .route("/drips", get(async || dripping(Duration::from_millis(20)))),
    )
    .await;
    let policy = FetchPolicy {
        idle_timeout: Duration::from_millis(300),
        total_timeout: Duration::from_millis(900),
        ..allowing(&["127.0.0.1"])
    };
    for (path, expected) in [
        ("/stops", policy.idle_timeout),
        ("/drips", policy.total_timeout),
    ] {
        let start = Instant::now();
        let error = refusal(policy.clone(), &site.url(path)).await;
        assert!(
            matches!(error, MediaError::TimedOut { after, .. } if after == expected),
            "{path}: {error:?}"
        );
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}

#[tokio::test]
async fn a_body_shorter_than_announced_is_tried_again_and_never_stored() {
    let short = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour";
    let site = Site::speaking(vec![short, short, short]).await;
    let error = refusal(allowing(&["127.0.0.1"]), &site.url("/")).await;
    assert!(matches!(error, MediaError::Unreachable { .. }), "{error:?}");
    assert_eq!(site.requests(), 2);
}

#[tokio::test]
async fn a_connection_that_breaks_once_is_no_failure() {
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfour";
    let site = Site::speaking(vec!["", whole]).await;
    let shelf = Shelf::new();
    let stored = fetch(&shelf, allowing(&["127.0.0.1"]), &site.url("/")).await;
    assert_eq!(stored.unwrap().size, 4);
    assert_eq!(site.requests(), 2);
}

#[tokio::test]
async fn a_host_that_is_down_says_why() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/a.jpg", listener.local_addr().unwrap());
    drop(listener);
    let error = refusal(allowing(&["127.0.0.1"]), &url).await;
    assert!(matches!(error, MediaError::Unreachable { .. }), "{error:?}");
    let message = error.to_string().to_lowercase();
    assert!(
        message.contains("refused") && message.contains(&url),
        "{message}"
    );
}

#[tokio::test]
async fn many_who_ask_for_one_url_share_one_request() {
    let slow = async || {
        tokio::time::sleep(Duration::from_millis(200)).await;
        "shared"
    };
    let site = Site::serving(Router::new().fallback(slow)).await;
    let shelf = Shelf::new();
    let fetcher = Fetcher::new(allowing(&["127.0.0.1"]), shelf.blobs.clone()).unwrap();
    let url = site.url("/");
    let all = futures::future::join_all((0..50).map(|_| fetcher.fetch(&url))).await;
    assert!(all.into_iter().all(|stored| stored.unwrap().size == 6));
    assert_eq!(site.requests(), 1);
}

/// A site where `/hangs` never answers and everything else does at once.
async fn half_hanging() -> Site {
    let hangs = get(async || std::future::pending::<()>().await);
    Site::serving(
        Router::new()
            .route("/hangs/{number}", hangs)
            .fallback(async || "here"),
    )
    .await
}

/// Starts so many fetches that hang, and waits until `begun` of them have been asked for.
async fn hanging(fetcher: &Fetcher, site: &Site, count: usize, begun: usize) {
    let before = site.requests();
    for number in 0..count {
        let (fetcher, url) = (fetcher.clone(), site.url(&format!("/hangs/{number}")));
        tokio::spawn(async move { fetcher.fetch(&url).await });
    }
    while site.requests() - before < begun {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn slow_fetches_of_one_asker_leave_places_for_others() {
    let site = half_hanging().await;
    let policy = FetchPolicy {
        concurrent: 6,
        each: 4,
        each_host: 3,
        ..allowing(&["127.0.0.1", "localhost"])
    };
    let shelf = Shelf::new();
    let fetcher = Fetcher::new(policy, shelf.blobs.clone()).unwrap();
    let first = fetcher.on_behalf_of(Asker::Number(1));
    let second = fetcher.on_behalf_of(Asker::Number(2));
    hanging(&first, &site, 40, 3).await;
    // Another team, at the very host.
    second.fetch(&site.url("/a")).await.unwrap();
    // The same team, from another host.
    let other_host = format!("http://localhost:{}/b", site.address.port());
    first.fetch(&other_host).await.unwrap();
    assert_eq!(site.requests(), 5, "of the 40, three were begun");
}

#[tokio::test]
async fn a_fetch_that_finds_no_place_in_time_is_told_so() {
    let site = half_hanging().await;
    let policy = FetchPolicy {
        each_host: 1,
        queue_timeout: Duration::from_millis(50),
        ..allowing(&["127.0.0.1"])
    };
    let shelf = Shelf::new();
    let fetcher = Fetcher::new(policy, shelf.blobs.clone()).unwrap();
    hanging(&fetcher, &site, 1, 1).await;
    let error = fetcher.fetch(&site.url("/a")).await.unwrap_err();
    assert!(matches!(error, MediaError::TooManyWaiting(_)), "{error:?}");
}

#[tokio::test]
async fn one_url_is_fetched_for_each_asker_apart() {
    let site = half_hanging().await;
    let policy = FetchPolicy {
        each: 1,
        ..allowing(&["127.0.0.1"])
    };
    let shelf = Shelf::new();
    let fetcher = Fetcher::new(policy, shelf.blobs.clone()).unwrap();
    let first = fetcher.on_behalf_of(Asker::Number(1));
    hanging(&first, &site, 1, 1).await;
    let (waiting, url) = (first.clone(), site.url("/a"));
    let waiting = tokio::spawn(async move { waiting.fetch(&url).await });
    let second = fetcher.on_behalf_of(Asker::Number(2));
    second.fetch(&site.url("/a")).await.unwrap();
    assert!(
        !waiting.is_finished(),
        "it waits behind the first one's own"
    );
}

#[tokio::test]
async fn a_body_that_comes_too_slowly_is_given_up() {
    let drips = async || dripping(Duration::from_millis(10));
    let site = Site::serving(Router::new().fallback(drips)).await;
    let policy = FetchPolicy {
        grace: Duration::from_millis(50),
        ..allowing(&["127.0.0.1"])
    };
    let error = refusal(policy, &site.url("/")).await;
    assert!(
        matches!(error, MediaError::TooSlow { least: 16_384, .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_forbidden_host_is_named_as_it_was_written_and_its_address_is_not_told() {
    let error = refusal(FetchPolicy::default(), "http://localhost:9/a.jpg").await;
    let message = error.to_string();
    assert!(message.contains("leads to `localhost`"), "{message}");
    assert!(message.contains("--allow-hosts"), "{message}");
    for address in ["127.0.0.1", "::1"] {
        assert!(
            !format!("{error:?} {message}").contains(address),
            "{message}"
        );
    }
}
