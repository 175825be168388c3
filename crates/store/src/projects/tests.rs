use domain::TaskType;
use sqlx::PgPool;

use super::{NewProject, Params, create, find, list, set_params};
use crate::Error;
use crate::test_task::new_team;

fn street(params: &str) -> NewProject<'_> {
    NewProject {
        name: "Street/Süd 1",
        task_type: TaskType::ImageAnnotation,
        params,
        is_rapid: false,
        is_studio: false,
    }
}

#[sqlx::test]
async fn every_version_of_a_projects_parameters_is_kept_as_it_is_spelled(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let first = r#"{"z": 1.0, "instruction": "Box it."}"#;
    create(&pool, scope, street(first)).await.unwrap();
    let patch = Params::Patch(r#"{"z": 2.50, "a": null}"#);
    set_params(&pool, scope, "Street/Süd 1", patch)
        .await
        .unwrap();

    let project = find(&pool, scope, "Street/Süd 1").await.unwrap();
    assert_eq!(project.history[0].params, first);
    assert_eq!(project.history[1].version, 1);
    assert_eq!(
        project.params(),
        r#"{"instruction":"Box it.","z":2.50,"a":null}"#
    );

    let whole = Params::Replace("{}");
    set_params(&pool, scope, "Street/Süd 1", whole)
        .await
        .unwrap();
    assert_eq!(
        find(&pool, scope, "Street/Süd 1").await.unwrap().params(),
        "{}"
    );
}

#[sqlx::test]
async fn a_name_is_taken_once_a_team(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let strangers = new_team(&pool, "Strangers").await;
    create(&pool, scope, street("{}")).await.unwrap();
    let again = create(&pool, scope, street("{}")).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
    assert!(list(&pool, strangers).await.unwrap().is_empty());
    let theirs = set_params(&pool, strangers, "Street/Süd 1", Params::Replace("{}")).await;
    assert!(matches!(theirs, Err(Error::NotFound { .. })), "{theirs:?}");
    create(&pool, strangers, street("{}")).await.unwrap();
}
