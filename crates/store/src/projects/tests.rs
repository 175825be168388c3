use domain::audit::RejectPolicy;
use domain::{TaskStatus, TaskType};
use sqlx::PgPool;

use super::{
    NewProject, Params, create, edit_params, facts, find, list, overview, params_of, set_params,
    set_reject_policy,
};
use crate::task_creation::home;
use crate::test_task::{completed_task, new_team, queued_task};
use crate::{Error, Scope, counts};

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

#[sqlx::test]
async fn an_editor_who_did_not_see_the_newest_parameters_overwrites_nothing(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let id = create(&pool, scope, street("{}")).await.unwrap();
    let first = Params::Replace(r#"{"a": 1}"#);
    edit_params(&pool, scope, id, Some(0), first).await.unwrap();
    let late = Params::Patch(r#"{"instruction": "Box it."}"#);
    let stale = edit_params(&pool, scope, id, Some(0), late).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    edit_params(&pool, scope, id, Some(1), late).await.unwrap();

    let facts = facts(&pool, scope, id).await.unwrap();
    assert_eq!(facts.version(), Some(2));
    assert_eq!(facts.params, r#"{"a":1,"instruction":"Box it."}"#);
    assert_eq!(facts.instruction, "Box it.");
    let before = params_of(&pool, scope, id, 1).await.unwrap();
    assert_eq!(before, r#"{"a": 1}"#);
}

#[sqlx::test]
async fn a_project_of_files_has_no_version_until_somebody_sets_parameters(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    queued_task().insert(&pool, scope).await;
    let id = overview(&pool, scope).await.unwrap()[0].project_id;
    let facts = async || facts(&pool, scope, id).await.unwrap();
    assert_eq!(
        (facts().await.version(), &*facts().await.params),
        (None, "{}")
    );
    edit_params(&pool, scope, id, None, Params::Replace("{}"))
        .await
        .unwrap();
    assert_eq!(facts().await.version(), Some(0));
}

#[sqlx::test]
async fn a_projects_tasks_are_counted_by_status_folded_or_not(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    completed_task().insert(&pool, scope).await;
    for _ in 0..2 {
        let projects = overview(&pool, scope).await.unwrap();
        assert_eq!(projects[0].counts.of(TaskStatus::Completed), 1);
        assert_eq!(projects[0].counts.total(), 1);
        counts::fold(&pool).await.unwrap();
    }
}

#[sqlx::test]
async fn strangers_neither_see_nor_change_a_project(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let strangers = new_team(&pool, "Strangers").await;
    let id = create(&pool, scope, street("{}")).await.unwrap();
    let missing = |result: Result<(), Error>| {
        assert!(matches!(result, Err(Error::NotFound { .. })), "{result:?}");
    };
    assert!(overview(&pool, strangers).await.unwrap().is_empty());
    missing(facts(&pool, strangers, id).await.map(drop));
    missing(params_of(&pool, strangers, id, 0).await.map(drop));
    missing(edit_params(&pool, strangers, id, Some(0), Params::Replace("{}")).await);
    missing(set_reject_policy(&pool, strangers, id, RejectPolicy::Keep).await);
    set_reject_policy(&pool, scope, id, RejectPolicy::Keep)
        .await
        .unwrap();
    let facts = facts(&pool, scope, id).await.unwrap();
    assert_eq!(facts.project.reject_policy, RejectPolicy::Keep);
}

#[sqlx::test]
async fn a_test_key_changes_the_projects_of_test_keys_alone(pool: PgPool) {
    let live = new_team(&pool, "Street").await;
    let test = Scope::test(live.team_id);
    create(&pool, live, street("{}")).await.unwrap();
    for params in [Params::Replace("{}"), Params::Patch("{}")] {
        let refused = set_params(&pool, test, "Street/Süd 1", params).await;
        let Err(Error::Forbidden(message)) = refused else {
            panic!("{refused:?}");
        };
        assert!(message.contains("use a live key"), "{message}");
    }
    assert_eq!(
        find(&pool, live, "Street/Süd 1")
            .await
            .unwrap()
            .history
            .len(),
        1
    );
    let project_id = find(&pool, test, "Street/Süd 1").await.unwrap().project_id;
    let edited = edit_params(&pool, test, project_id, Some(0), Params::Replace("{}")).await;
    assert!(matches!(edited, Err(Error::NotFound { .. })), "{edited:?}");
    let policy = set_reject_policy(&pool, test, project_id, RejectPolicy::Keep).await;
    assert!(matches!(policy, Err(Error::NotFound { .. })), "{policy:?}");

    let trial = NewProject {
        name: "Trial",
        ..street("{}")
    };
    create(&pool, test, trial).await.unwrap();
    let params = Params::Replace(r#"{"callback_url": "https://elsewhere.example"}"#);
    set_params(&pool, test, "Trial", params).await.unwrap();
    assert_eq!(find(&pool, test, "Trial").await.unwrap().history.len(), 2);
}

#[sqlx::test]
async fn a_project_of_a_test_key_is_nothing_to_live_tasks_and_gives_its_name_up(pool: PgPool) {
    let live = new_team(&pool, "Street").await;
    let test = Scope::test(live.team_id);
    let params = r#"{"callback_url": "https://elsewhere.example"}"#;
    create(&pool, test, street(params)).await.unwrap();
    let missing = find(&pool, live, "Street/Süd 1").await;
    assert!(
        matches!(missing, Err(Error::NotFound { .. })),
        "{missing:?}"
    );
    assert!(list(&pool, live).await.unwrap().is_empty());
    assert!(overview(&pool, live).await.unwrap().is_empty());
    let set = set_params(&pool, live, "Street/Süd 1", Params::Replace("{}")).await;
    assert!(matches!(set, Err(Error::NotFound { .. })), "{set:?}");
    let home = home(&pool, live, Some("Street/Süd 1"), None).await;
    assert!(matches!(home, Err(Error::Invalid(_))), "{home:?}");

    create(&pool, live, street("{}")).await.unwrap();
    let made = find(&pool, live, "Street/Süd 1").await.unwrap();
    assert_eq!((made.history.len(), made.params()), (1, "{}"));
    let seen = list(&pool, test).await.unwrap();
    let names: Vec<&str> = seen.iter().map(|project| &*project.name).collect();
    assert!(names[0].starts_with("Street/Süd 1 (test "), "{names:?}");
    assert_eq!(names[1], "Street/Süd 1");
    // The other way round a name stays taken.
    let again = create(&pool, test, street("{}")).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
}
