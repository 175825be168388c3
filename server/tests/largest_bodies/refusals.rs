//! Bodies that are larger than an address takes.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::KeyRole;
use server::GivenSettings;
use sqlx::PgPool;
use store::accounts;
use tower::ServiceExt;

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn bodies_beyond_the_limit_of_their_address_are_refused(pool: PgPool) {
    let folder = tempfile::tempdir().unwrap();
    let given = GivenSettings {
        database_url: Some("postgres://unused".to_owned()),
        data_dir: Some(folder.path().to_owned()),
        ..GivenSettings::default()
    };
    let state = server::state(&given.complete().unwrap(), pool.clone())
        .await
        .unwrap();
    let router = server::router(state);
    let team = accounts::ensure_team(&pool, "Ours").await.unwrap();
    let new = accounts::NewKey {
        name: "nightly",
        role: KeyRole::Admin,
        is_test: false,
        created_by: None,
    };
    let key = accounts::new_api_key(&pool, team, new).await.unwrap();
    let task = "5f2a00000000000000000001";
    for (path, mib) in [
        (format!("/v1/task/{task}/tags"), 1),
        (format!("/v1/task/{task}/setMetadata"), 1),
        ("/v1/projects".to_owned(), 1),
        ("/v1/task/categorization".to_owned(), 32),
        (format!("/v1/work/{task}/submit"), 32),
    ] {
        let request = Request::post(&path)
            .header("authorization", format!("Bearer {}", key.as_str()))
            .header("content-type", "application/json")
            .body(Body::from(" ".repeat((mib << 20) + 1)))
            .unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
        let body = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        assert!(text.contains(&format!("{mib} MiB")), "{path}: {text}");
    }
}
