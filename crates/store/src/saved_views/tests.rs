use domain::Role;
use sqlx::PgPool;

use super::*;
use crate::test_task::{new_account, new_team};
use crate::{Error, Scope};

async fn member(pool: &PgPool, scope: Scope, name: &str) -> i32 {
    let account_id = new_account(pool, name).await;
    sqlx::query("insert into membership (team_id, account_id, role) values ($1, $2, $3)")
        .bind(scope.team_id)
        .bind(account_id)
        .bind(Role::Viewer.code())
        .execute(pool)
        .await
        .unwrap();
    account_id
}

async fn names(pool: &PgPool, scope: Scope, account_id: i32) -> Vec<String> {
    list(pool, scope, account_id)
        .await
        .unwrap()
        .into_iter()
        .map(|view| view.name)
        .collect()
}

#[sqlx::test]
async fn one_sees_ones_own_views_in_order_and_then_those_the_team_shares(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let strangers = new_team(&pool, "Strangers").await;
    let ana = member(&pool, scope, "Ana").await;
    let bo = member(&pool, scope, "Bo").await;
    create(&pool, scope, ana, " To audit ", "review=pending", false)
        .await
        .unwrap();
    create(&pool, scope, ana, "Broken", "status=error", true)
        .await
        .unwrap();
    create(&pool, scope, bo, "Night", "project=Night", true)
        .await
        .unwrap();
    create(&pool, scope, bo, "Mine", "", false).await.unwrap();

    assert_eq!(
        names(&pool, scope, ana).await,
        ["To audit", "Broken", "Night"]
    );
    assert_eq!(names(&pool, scope, bo).await, ["Night", "Mine", "Broken"]);
    assert_eq!(names(&pool, strangers, ana).await, [""; 0]);
    let views = list(&pool, scope, bo).await.unwrap();
    let broken = &views[2];
    assert!(!broken.is_own && broken.is_shared);
    assert_eq!(broken.owner, "Ana");
    assert_eq!(broken.path(), "/tasks?status=error");
}

#[sqlx::test]
async fn views_stand_in_the_order_their_owner_gives_them(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = member(&pool, scope, "Ana").await;
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        ids.push(create(&pool, scope, ana, name, "", false).await.unwrap());
    }
    reorder(&pool, scope, ana, &[ids[2], ids[0], 999_999])
        .await
        .unwrap();
    assert_eq!(names(&pool, scope, ana).await, ["c", "a", "b", "d"]);
}

#[sqlx::test]
async fn a_name_is_taken_once_by_each_person(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = member(&pool, scope, "Ana").await;
    let bo = member(&pool, scope, "Bo").await;
    create(&pool, scope, ana, "Night", "", true).await.unwrap();
    create(&pool, scope, bo, "Night", "", true).await.unwrap();
    let again = create(&pool, scope, ana, "Night ", "", false).await;
    assert!(matches!(again, Err(Error::Duplicate { .. })), "{again:?}");
    let day = create(&pool, scope, ana, "Day", "", false).await.unwrap();
    let renamed = rename(&pool, scope, ana, day, "Night").await;
    assert!(
        matches!(renamed, Err(Error::Duplicate { .. })),
        "{renamed:?}"
    );
    let blank = create(&pool, scope, ana, "  ", "", false).await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");
}

#[sqlx::test]
async fn nobody_changes_the_views_of_another_person(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = member(&pool, scope, "Ana").await;
    let bo = member(&pool, scope, "Bo").await;
    let view = create(&pool, scope, ana, "Night", "project=Night", true)
        .await
        .unwrap();
    for refused in [
        rename(&pool, scope, bo, view, "Mine").await,
        set_shared(&pool, scope, bo, view, false).await,
        delete(&pool, scope, bo, view).await,
    ] {
        assert!(
            matches!(refused, Err(Error::NotFound { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(names(&pool, scope, ana).await, ["Night"]);
    rename(&pool, scope, ana, view, "By night").await.unwrap();
    assert_eq!(names(&pool, scope, bo).await, ["By night"]);
    delete(&pool, scope, ana, view).await.unwrap();
    assert_eq!(names(&pool, scope, bo).await, [""; 0]);
}

#[sqlx::test]
async fn the_default_is_a_view_one_sees_and_ends_when_it_is_no_longer_shared(pool: PgPool) {
    let scope = new_team(&pool, "Street").await;
    let ana = member(&pool, scope, "Ana").await;
    let bo = member(&pool, scope, "Bo").await;
    let private = create(&pool, scope, ana, "Mine", "status=redo", false)
        .await
        .unwrap();
    let shared = create(&pool, scope, ana, "Ours", "status=error", true)
        .await
        .unwrap();
    let hidden = set_default(&pool, scope, bo, Some(private)).await;
    assert!(matches!(hidden, Err(Error::NotFound { .. })), "{hidden:?}");

    set_default(&pool, scope, bo, Some(shared)).await.unwrap();
    set_default(&pool, scope, ana, Some(private)).await.unwrap();
    let query = |account_id| default_query(&pool, scope, account_id);
    assert_eq!(query(bo).await.unwrap().as_deref(), Some("status=error"));
    assert_eq!(query(ana).await.unwrap().as_deref(), Some("status=redo"));
    assert!(list(&pool, scope, bo).await.unwrap()[0].is_default);

    set_shared(&pool, scope, ana, shared, false).await.unwrap();
    assert_eq!(query(bo).await.unwrap(), None);
    set_default(&pool, scope, ana, None).await.unwrap();
    assert_eq!(query(ana).await.unwrap(), None);
}
