use domain::Role;
use sqlx::PgPool;

use super::{
    Attempt, Origin, begin_session, disable_account, ensure_member, ensure_team, log_in,
    new_login_link, person_of_session, set_password, token_hash, use_login_link,
};

const PASSWORD: &str = "correct horse battery";

async fn ana(pool: &PgPool) -> i32 {
    let team = ensure_team(pool, "Street").await.unwrap();
    let ana = ensure_member(pool, team, "Ana@Example.com", "Ana", Role::Auditor)
        .await
        .unwrap();
    set_password(pool, ana, PASSWORD, None).await.unwrap();
    ana
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
    let Attempt::LoggedIn(token) = attempt(&pool, PASSWORD).await else {
        panic!("refused");
    };
    let person = person_of_session(&pool, &token.hash())
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
    let token = begin_session(&pool, ana, &Origin::default()).await.unwrap();
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
async fn the_eleventh_guess_waits_and_the_right_password_too(pool: PgPool) {
    ana(&pool).await;
    for _ in 0..10 {
        assert!(matches!(attempt(&pool, "wrong").await, Attempt::Wrong));
    }
    let Attempt::TooMany { retry_after_s } = attempt(&pool, PASSWORD).await else {
        panic!("the limit does not hold");
    };
    assert!((880..=900).contains(&retry_after_s), "{retry_after_s}");

    sqlx::query("update login_failure set at = at - interval '15 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    assert!(matches!(
        attempt(&pool, PASSWORD).await,
        Attempt::LoggedIn(_)
    ));
}

#[sqlx::test]
async fn guesses_made_at_once_do_not_slip_under_the_limit(pool: PgPool) {
    let guesses = (0..20).map(|_| attempt(&pool, "wrong"));
    let ends = futures::future::join_all(guesses).await;
    let tried = ends
        .iter()
        .filter(|end| matches!(end, Attempt::Wrong))
        .count();
    assert_eq!(tried, 10);
}

#[sqlx::test]
async fn a_login_link_works_once(pool: PgPool) {
    let ana = ana(&pool).await;
    let token = new_login_link(&pool, "ana@example.com").await.unwrap();
    let first = use_login_link(&pool, token.as_str()).await.unwrap();
    let second = use_login_link(&pool, token.as_str()).await.unwrap();
    assert_eq!((first, second), (Some(ana), None));
}

#[sqlx::test]
async fn a_disabled_account_is_out_at_once_by_every_door(pool: PgPool) {
    let ana = ana(&pool).await;
    let session = begin_session(&pool, ana, &Origin::default()).await.unwrap();
    let link = new_login_link(&pool, "ana@example.com").await.unwrap();
    disable_account(&pool, ana).await.unwrap();

    assert!(matches!(
        attempt(&pool, PASSWORD).await,
        Attempt::Refused(_)
    ));
    assert_eq!(use_login_link(&pool, link.as_str()).await.unwrap(), None);
    assert_eq!(
        person_of_session(&pool, &session.hash()).await.unwrap(),
        None
    );
    let again = begin_session(&pool, ana, &Origin::default()).await.unwrap();
    assert_eq!(person_of_session(&pool, &again.hash()).await.unwrap(), None);
}

#[sqlx::test]
async fn a_session_ends_when_its_time_is_up_or_the_membership_goes(pool: PgPool) {
    let ana = ana(&pool).await;
    let token = begin_session(&pool, ana, &Origin::default()).await.unwrap();
    sqlx::query("update session set expires_at = now()")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(person_of_session(&pool, &token.hash()).await.unwrap(), None);

    let token = begin_session(&pool, ana, &Origin::default()).await.unwrap();
    sqlx::query("delete from membership")
        .execute(&pool)
        .await
        .unwrap();
    assert_eq!(person_of_session(&pool, &token.hash()).await.unwrap(), None);
}
