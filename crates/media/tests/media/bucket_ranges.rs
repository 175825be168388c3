//! Ranges of what is in a bucket: each costs one request.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use futures::TryStreamExt;
use media::{BlobId, BlobStore, Bucket, GetRange, MediaError};
use tokio::net::TcpListener;

const DIGITS: &str = "0123456789";

/// The methods that were asked for.
type Asked = Arc<Mutex<Vec<String>>>;

/// As S3 answers for an object that holds [`DIGITS`], and for objects that are missing.
async fn answer(State(asked): State<Asked>, request: Request) -> Response<axum::body::Body> {
    asked.lock().unwrap().push(request.method().to_string());
    let id = BlobId::of(DIGITS.as_bytes()).to_string();
    if !request.uri().path().ends_with(&id) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let kept = [
        (header::ETAG, "\"a\""),
        (header::LAST_MODIFIED, "Fri, 03 Apr 2026 17:30:00 GMT"),
    ];
    let size = DIGITS.len();
    let Some(range) = request.headers().get(header::RANGE) else {
        return (kept, DIGITS).into_response();
    };
    let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
    let (first, last) = range.split_once('-').unwrap();
    let first: usize = first.parse().unwrap();
    let last = last
        .parse()
        .map_or(size - 1, |last: usize| last.min(size - 1));
    if first >= size {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    }
    let told = [(
        header::CONTENT_RANGE,
        format!("bytes {first}-{last}/{size}"),
    )];
    (
        StatusCode::PARTIAL_CONTENT,
        kept,
        told,
        &DIGITS[first..=last],
    )
        .into_response()
}

async fn bucket() -> (BlobStore, Asked) {
    let asked = Asked::default();
    let routes = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&asked));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let blobs = BlobStore::in_bucket(&Bucket {
        name: "tasks".to_owned(),
        endpoint: Some(endpoint),
        region: Some("eu-central-1".to_owned()),
        access_key_id: Some("a".to_owned()),
        secret_access_key: Some("b".to_owned()),
        ..Bucket::default()
    });
    (blobs.unwrap(), asked)
}

#[tokio::test]
async fn a_range_of_what_is_in_a_bucket_takes_one_request() {
    let (blobs, asked) = bucket().await;
    let id = BlobId::of(DIGITS.as_bytes());
    for (range, expected) in [
        (GetRange::Bounded(2..5), "234"),
        (GetRange::Offset(7), "789"),
    ] {
        let read = blobs.read(id, Some(range)).await.unwrap();
        assert_eq!(read.size, 10);
        let bytes: Vec<_> = read.stream.try_collect().await.unwrap();
        assert_eq!(bytes.concat(), expected.as_bytes());
    }
    assert_eq!(*asked.lock().unwrap(), ["GET", "GET"]);
}

#[tokio::test]
async fn a_range_outside_is_told_from_an_object_that_is_missing() {
    let (blobs, _) = bucket().await;
    let id = BlobId::of(DIGITS.as_bytes());
    let outside = blobs.read(id, Some(GetRange::Offset(10))).await.err();
    assert!(matches!(
        outside,
        Some(MediaError::RangeOutside { size: 10, .. })
    ));
    let missing = BlobId::of(b"never stored");
    let error = blobs.read(missing, Some(GetRange::Offset(0))).await.err();
    assert!(matches!(error, Some(MediaError::NotFound(id)) if id == missing));
}
