use axum::body::Body;
use axum::http::Request;
use domain::KeyRole;
use serde_json::json;
use server::GivenSettings;
use sqlx::PgPool;

use crate::site::{Answer, Program, Site};

const PNG: &[u8] = include_bytes!("../../../crates/media/tests/media/data/rgb.png");

async fn upload(program: &Program, name: &str, bytes: &[u8]) -> Answer {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"reference_id\"\r\n\r\nrow 1\r\n\
         --edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(bytes);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=edge")];
    program
        .send_as("POST", "/files/upload", &headers, body)
        .await
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn an_uploaded_picture_is_a_tasks_picture(pool: PgPool) {
    let site = Site::new(pool.clone()).await;
    let program = site.program("Street", KeyRole::Write).await;
    let file = upload(&program, "straße 1.png", PNG).await.ok();
    assert_eq!(file["mime_type"], "image/png");
    assert_eq!(file["size"], PNG.len());
    assert_eq!(file["reference_id"], "row 1");
    let url = file["attachment_url"].as_str().unwrap();
    assert!(
        url.starts_with("https://tasks.example.com/v1/files/"),
        "{url}"
    );
    assert!(url.ends_with("/stra_e_1.png"), "{url}");

    let body = json!({"attachment": url}).to_string();
    program.post("/task/imageannotation", &body).await.ok();
    let is_kept: bool =
        sqlx::query_scalar("select is_cover and sha256 is not null from attachment")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert!(is_kept);
    let path = url.strip_prefix("https://tasks.example.com/v1").unwrap();
    let read = program.get(path).await;
    assert_eq!(read.headers["content-type"], "image/png");
    assert_eq!(
        read.headers["content-length"],
        PNG.len().to_string().as_str()
    );

    let strangers = site.program("Harbour", KeyRole::Write).await;
    strangers.get(path).await.error(404);
    let stolen = strangers.post("/task/imageannotation", &body).await;
    assert!(stolen.error(400).contains("does not have"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_file_that_is_missing_or_too_large_is_refused(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let large = upload(&program, "a.bin", &vec![7; (1 << 20) + 1]).await;
    assert!(large.error(413).contains("1 MiB"));
    let headers = [("content-type", "multipart/form-data; boundary=edge")];
    let none = program
        .send_as("POST", "/files/upload", &headers, "--edge--\r\n")
        .await;
    assert!(none.error(400).contains("`file` is missing"));
    program.post("/files/upload", "{}").await.error(415);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_file_is_not_imported_from_inside(pool: PgPool) {
    let site = Site::new(pool).await;
    let program = site.program("Street", KeyRole::Write).await;
    let import = async |url: &str| {
        let body = json!({"file_url": url}).to_string();
        program.post("/files/import", &body).await.error(400)
    };
    assert!(
        import("http://127.0.0.1:9/a.png")
            .await
            .contains("not a public address")
    );
    assert!(
        import("file:///etc/passwd")
            .await
            .contains("cannot be fetched")
    );
    assert!(import("").await.contains("`file_url` is missing"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_file_is_imported_from_where_it_lies(pool: PgPool) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let there = axum::Router::new().route("/a.png", axum::routing::get(async || PNG));
    tokio::spawn(async move { axum::serve(listener, there).await });

    let site = Site::allowing(pool, &["127.0.0.1"]).await;
    let program = site.program("Street", KeyRole::Write).await;
    let url = format!("http://{address}/a.png?signature=1");
    let body = json!({"file_url": url, "display_name": "Crossing"}).to_string();
    let file = program.post("/files/import", &body).await.ok();
    assert_eq!(file["mime_type"], "image/png");
    assert_eq!(file["display_name"], "Crossing");
    let address = file["attachment_url"].as_str().unwrap();
    assert!(address.ends_with("/a.png"), "{address}");
    let path = address
        .strip_prefix("https://tasks.example.com/v1")
        .unwrap();
    assert_eq!(
        program.get(path).await.headers["content-length"],
        PNG.len().to_string().as_str()
    );
    let gone = json!({"file_url": url.replace("a.png", "b.png")}).to_string();
    let gone = program.post("/files/import", &gone).await;
    assert!(gone.error(400).contains("404"));
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_folder_that_cannot_be_written_is_told_as_such(pool: PgPool) {
    let settings = GivenSettings {
        // Nobody can make files there, not even root.
        data_dir: Some("/sys".into()),
        ..GivenSettings::default()
    };
    let site = Site::set(pool, settings).await;
    let program = site.program("Street", KeyRole::Write).await;
    let message = upload(&program, "a.txt", b"text").await.error(507);
    assert!(message.contains("may not write"), "{message}");

    let ask = async |path: &str| {
        site.ask(Request::get(path).body(Body::empty()).unwrap())
            .await
    };
    let ready = ask("/readyz").await;
    assert_eq!(ready.status, 503);
    assert!(ready.text.contains("data folder"), "{}", ready.text);
    assert_eq!(ask("/healthz").await.status, 200);
}

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_server_whose_folder_can_be_written_is_ready(pool: PgPool) {
    let site = Site::new(pool).await;
    let request = Request::get("/readyz").body(Body::empty()).unwrap();
    let ready = site.ask(request).await;
    assert_eq!(ready.status, 200, "{}", ready.text);
}
