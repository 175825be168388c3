use domain::Role;
use sqlx::PgPool;

use super::{
    Attempt, Origin, Token, begin_session, disable_account, ensure_member, ensure_team, log_in,
    log_in_by_link, new_login_link, person_of_session, set_password, token_hash,
};

mod guessing;
mod invites;
mod powers;

const PASSWORD: &str = "correct horse battery";

async fn ana(pool: &PgPool) -> i32 {
    let team = ensure_team(pool, "Street").await.unwrap();
    let ana = ensure_member(pool, team, "Ana@Example.com", "Ana", Role::Auditor)
        .await
        .unwrap();
    set_password(pool, ana, PASSWORD, None).await.unwrap();
    ana
}

/// A team, and its admin: Ana in Street, Eve elsewhere.
async fn teams_admin(pool: &PgPool, team: &str) -> (i32, i32) {
    let (email, name) = match team {
        "Street" => ("ana@example.com", "Ana"),
        _ => ("eve@example.com", "Eve"),
    };
    let team = ensure_team(pool, team).await.unwrap();
    let admin = ensure_member(pool, team, email, name, Role::Admin).await;
    (team, admin.unwrap())
}

async fn session(pool: &PgPool, account_id: i32) -> Token {
    begin_session(pool, account_id, &Origin::default())
        .await
        .unwrap()
        .session
}

async fn attempt(pool: &PgPool, password: &str) -> Attempt {
    let origin = Origin {
        address: "192.0.2.1".to_owned(),
        ..Origin::default()
    };
    log_in(pool, "ana@example.com", password, &origin)
        .await
        .unwrap()
}

#[sqlx::test]
async fn the_right_password_opens_a_session_of_the_person_in_their_team(pool: PgPool) {
    let ana = ana(&pool).await;
    let Attempt::LoggedIn(begun) = attempt(&pool, PASSWORD).await else {
        panic!("refused");
    };
    let person = person_of_session(&pool, &begun.session.hash())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(person.account_id, ana);
    assert_eq!(person.team_name, "Street");
    assert_eq!(person.role, Role::Auditor);
}

#[sqlx::test]
async fn the_database_holds_no_token_and_no_password_in_the_clear(pool: PgPool) {
    let ana = ana(&pool).await;
    let token = session(&pool, ana).await;
    let stored: Vec<u8> = sqlx::query_scalar("select token_hash from session")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(stored, token_hash(token.as_str()));
    let hash: String = sqlx::query_scalar("select password_hash from account")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(hash.starts_with("$argon2id$v=19$"), "{hash}");
}

#[sqlx::test]
async fn a_login_link_works_once(pool: PgPool) {
    let ana = ana(&pool).await;
    let token = new_login_link(&pool, "ana@example.com").await.unwrap();
    let origin = Origin::default();
    let first = log_in_by_link(&pool, token.as_str(), &origin)
        .await
        .unwrap();
    let second = log_in_by_link(&pool, token.as_str(), &origin)
        .await
        .unwrap();
    let person = person_of_session(&pool, &first.unwrap().session.hash()).await;
    assert_eq!(person.unwrap().unwrap().account_id, ana);
    assert!(second.is_none());
}

#[sqlx::test]
async fn a_disabled_account_is_out_at_once_by_every_door(pool: PgPool) {
    let ana = ana(&pool).await;
    let session = session(&pool, ana).await;
    let link = new_login_link(&pool, "ana@example.com").await.unwrap();
    disable_account(&pool, ana).await.unwrap();

    assert!(matches!(
        attempt(&pool, PASSWORD).await,
        Attempt::Refused(_)
    ));
    let origin = Origin::default();
    let by_link = log_in_by_link(&pool, link.as_str(), &origin).await.unwrap();
    assert!(by_link.is_none());
    assert_eq!(
        person_of_session(&pool, &session.hash()).await.unwrap(),
        None
    );
    begin_session(&pool, ana, &origin).await.unwrap_err();
}

#[sqlx::test]
async fn a_session_ends_when_its_time_is_up_or_the_membership_goes(pool: PgPool) {
    let ana = ana(&pool).await;
    let token = session(&pool, ana).await;
    sqlx::query("update session set expires_at = now()")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(person_of_session(&pool, &token.hash()).await.unwrap(), None);

    let token = session(&pool, ana).await;
    sqlx::query("delete from membership")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(person_of_session(&pool, &token.hash()).await.unwrap(), None);
}
