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

#[sqlx::test(migrations = "../crates/store/migrations")]
async fn a_file_with_a_script_in_it_runs_nothing_when_it_is_opened(pool: PgPool) {
    let site = Site::new(pool).await;
    site.person("Street", "Ana", Role::Viewer).await;
    let page = b"<!DOCTYPE html><html><script>fetch('/account')</script></html>";
    site.task_about("Street", "trap.html", page).await;
    let ana = site.log_in("Ana").await;
    let path = format!("/media/tasks/{TASK}/file?url=trap.html");
    let file = site.get(&path, &ana).await;
    assert_eq!(file.status, StatusCode::OK);
    let policy = file.header("content-security-policy");
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(policy.split("; ").any(|part| part == "sandbox"), "{policy}");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
}
