use axum::http::StatusCode;
use domain::Role;
use sqlx::PgPool;

use crate::site::{PICTURE, Site, TASK};

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn the_tasks_of_another_team_are_not_there(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    site.person("Harbour", "Eve", Role::Admin).await;
    site.task("Street").await;
    let (ana, eve) = (site.log_in("Ana").await, site.log_in("Eve").await);

    for path in [
        format!("/tasks/{TASK}"),
        format!("/tasks/{TASK}/uploaded.json"),
        format!("/tasks/{TASK}/task.json"),
        format!("/media/tasks/{TASK}/row"),
        format!("/media/tasks/{TASK}/original"),
        format!("/media/tasks/{TASK}/file?url={PICTURE}"),
    ] {
        let own = site.get(&path, &ana).await;
        assert_eq!(own.status, StatusCode::OK, "{path}");
        let strange = site.get(&path, &eve).await;
        assert_eq!(strange.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(site.get("/tasks", &ana).await.text.contains(TASK));
    assert!(!site.get("/tasks", &eve).await.text.contains(TASK));
}
