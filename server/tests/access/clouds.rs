//! How the points of lidar frames are sent.

use axum::http::{Method, StatusCode};
use domain::Role;
use sqlx::PgPool;

use crate::site::{Answer, Site, TASK};

const FRAME: &str = "frame.pcd";

async fn site(pool: PgPool) -> (Site, String) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let file = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/pointcloud/tests/data/binary.pcd"
    );
    site.task_about("Street", FRAME, &std::fs::read(file).unwrap())
        .await;
    let ana = site.log_in("Ana").await;
    (site, ana)
}

async fn tile(site: &Site, cookie: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = [&[("cookie", cookie)], headers].concat();
    let path = format!("/media/tasks/{TASK}/cloud.tile?url={FRAME}");
    site.ask(Method::GET, &path, &headers, "").await
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn points_are_packed_as_the_browser_takes_them(pool: PgPool) {
    let (site, ana) = site(pool).await;
    let plain = tile(&site, &ana, &[]).await;
    assert_eq!(plain.status, StatusCode::OK);
    assert!(plain.bytes.starts_with(b"TLPC"));
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("cache-control"), "private, max-age=86400");
    let mut tags = vec![plain.header("etag").to_owned()];
    for (accepted, coding) in [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, br", "br"),
        ("gzip", "gzip"),
    ] {
        let packed = tile(&site, &ana, &[("accept-encoding", accepted)]).await;
        assert_eq!(packed.header("content-encoding"), coding);
        assert!(packed.bytes.len() < plain.bytes.len(), "{coding}");
        let again = tile(&site, &ana, &[("accept-encoding", accepted)]).await;
        assert_eq!(again.bytes, packed.bytes);
        tags.push(packed.header("etag").to_owned());
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 4, "{tags:?}");
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn who_has_the_points_is_told_that_they_are_the_same(pool: PgPool) {
    let (site, ana) = site(pool).await;
    let first = tile(&site, &ana, &[("accept-encoding", "zstd")]).await;
    let had = [
        ("accept-encoding", "zstd"),
        ("if-none-match", first.header("etag")),
    ];
    let second = tile(&site, &ana, &had).await;
    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
    assert!(second.bytes.is_empty());
    assert_eq!(second.header("etag"), first.header("etag"));
    // The same points in another packing are other bytes.
    let other = tile(&site, &ana, &[("if-none-match", first.header("etag"))]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_range_is_one_of_the_bytes_as_they_are(pool: PgPool) {
    let (site, ana) = site(pool).await;
    let whole = tile(&site, &ana, &[]).await;
    let size = whole.bytes.len();
    let zstd = ("accept-encoding", "zstd");
    for (range, expected) in [
        ("bytes=4-7", 4..8),
        ("bytes=100-", 100..size),
        ("bytes=-10", size - 10..size),
    ] {
        let part = tile(&site, &ana, &[("range", range), zstd]).await;
        assert_eq!(part.status, StatusCode::PARTIAL_CONTENT, "{range}");
        assert_eq!(part.bytes, &whole.bytes[expected.clone()], "{range}");
        let told = format!("bytes {}-{}/{size}", expected.start, expected.end - 1);
        assert_eq!(part.header("content-range"), told);
        assert_eq!(part.header("content-encoding"), "");
    }
    let beyond = tile(&site, &ana, &[("range", "bytes=999999999-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    let stale = [("range", "bytes=4-7"), ("if-range", "\"another\"")];
    assert_eq!(tile(&site, &ana, &stale).await.status, StatusCode::OK);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_points_of_another_team_are_not_there(pool: PgPool) {
    let (site, ana) = site(pool).await;
    site.person("Harbour", "Eve", Role::Admin).await;
    let eve = site.log_in("Eve").await;
    let own = tile(&site, &ana, &[]).await;
    let known = [("if-none-match", own.header("etag"))];
    for headers in [&[][..], &known] {
        let strange = tile(&site, &eve, headers).await;
        assert_eq!(strange.status, StatusCode::NOT_FOUND);
    }
    let path = format!("/media/tasks/{TASK}/cloud.tile?url={FRAME}&from=0&to=9");
    assert_eq!(site.get(&path, &eve).await.status, StatusCode::NOT_FOUND);
}
