//! Strangers who guess passwords are slowed down, and lock nobody out.

use sqlx::PgPool;

use super::super::password::crowd;
use super::super::session::begin_if;
use super::super::{
    Attempt, Origin, TokenHash, change_password, end_other_sessions, log_in, set_password,
};
use super::{PASSWORD, ana, session};

const ANA: &str = "ana@example.com";
const HOME: &str = "192.0.2.1";
const STRANGE: &str = "203.0.113.9";

async fn from(pool: &PgPool, address: &str, device: Option<TokenHash>, password: &str) -> Attempt {
    let origin = Origin {
        address: address.to_owned(),
        device,
        ..Origin::default()
    };
    log_in(pool, ANA, password, &origin).await.unwrap()
}

/// Logs in from home, as somebody did before the strangers come.
async fn known_browser(pool: &PgPool) -> TokenHash {
    match from(pool, HOME, None, PASSWORD).await {
        Attempt::LoggedIn(begun) => begun.device.unwrap().hash(),
        other => panic!("{other:?}"),
    }
}

fn is_in(attempt: &Attempt) -> bool {
    matches!(attempt, Attempt::LoggedIn(_))
}

fn must_wait(attempt: &Attempt) -> bool {
    matches!(attempt, Attempt::TooMany { .. })
}

/// Failures as a crowd of networks leaves them behind.
async fn distributed_guesses(pool: &PgPool, email: &str, networks: i32, each: i32) {
    sqlx::query(
        "insert into login_failure (email, address)
        select $1, '198.51.100.' || n
        from generate_series(1, $2) as n, generate_series(1, $3)",
    )
    .bind(email)
    .bind(networks)
    .bind(each)
    .execute(pool)
    .await
    .unwrap();
}

#[sqlx::test]
async fn the_eleventh_guess_from_a_network_waits_and_the_right_password_from_there_too(
    pool: PgPool,
) {
    ana(&pool).await;
    for _ in 0..10 {
        let guess = from(&pool, STRANGE, None, "wrong").await;
        assert!(matches!(guess, Attempt::Wrong));
    }
    let Attempt::TooMany { retry_after_s } = from(&pool, STRANGE, None, PASSWORD).await else {
        panic!("the limit does not hold");
    };
    assert!((800..=900).contains(&retry_after_s), "{retry_after_s}");

    sqlx::query("update login_failure set at = at - interval '15 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    assert!(is_in(&from(&pool, STRANGE, None, PASSWORD).await));
}

#[sqlx::test]
async fn a_strangers_guesses_do_not_slow_the_person_in_another_network(pool: PgPool) {
    ana(&pool).await;
    distributed_guesses(&pool, ANA, 1, 10).await;
    assert!(must_wait(
        &from(&pool, "198.51.100.1", None, PASSWORD).await
    ));
    assert!(is_in(&from(&pool, HOME, None, PASSWORD).await));
    // What the person gave right does not give the stranger new guesses.
    assert!(must_wait(
        &from(&pool, "198.51.100.1", None, PASSWORD).await
    ));
}

#[sqlx::test]
async fn a_known_browser_logs_in_whatever_strangers_guess(pool: PgPool) {
    ana(&pool).await;
    let device = known_browser(&pool).await;
    // More than any limit of strangers, also from the very network that the person is in now.
    distributed_guesses(&pool, ANA, 20, 50).await;
    distributed_guesses(&pool, "bob@example.com", 1, 100).await;
    for network in ["198.51.100.1", HOME, STRANGE] {
        let attempt = from(&pool, network, Some(device), PASSWORD).await;
        assert!(is_in(&attempt), "{network}: {attempt:?}");
    }
}

#[sqlx::test]
async fn a_stolen_browser_token_gives_ten_guesses(pool: PgPool) {
    ana(&pool).await;
    let device = known_browser(&pool).await;
    for network in 0..10 {
        let network = format!("198.51.100.{network}");
        let guess = from(&pool, &network, Some(device), "wrong").await;
        assert!(matches!(guess, Attempt::Wrong));
    }
    assert!(must_wait(
        &from(&pool, STRANGE, Some(device), PASSWORD).await
    ));
    // Those in other browsers do not wait for it.
    assert!(is_in(&from(&pool, HOME, None, PASSWORD).await));
}

#[sqlx::test]
async fn a_browser_known_to_another_account_is_a_stranger(pool: PgPool) {
    ana(&pool).await;
    let device = known_browser(&pool).await;
    sqlx::query(
        "with bob as (
            insert into account (email, name) values ('bob@example.com', 'Bob')
            returning account_id
        )
        update login_device set account_id = bob.account_id from bob",
    )
    .execute(&pool)
    .await
    .unwrap();
    distributed_guesses(&pool, ANA, 1, 10).await;
    assert!(must_wait(
        &from(&pool, "198.51.100.1", Some(device), PASSWORD).await
    ));
}

#[sqlx::test]
async fn many_networks_together_have_a_limit_that_a_persons_own_networks_pass(pool: PgPool) {
    ana(&pool).await;
    known_browser(&pool).await;
    distributed_guesses(&pool, ANA, 20, 5).await;
    assert!(must_wait(&from(&pool, STRANGE, None, PASSWORD).await));
    assert!(is_in(&from(&pool, HOME, None, PASSWORD).await));
}

#[sqlx::test]
async fn one_network_has_a_limit_for_all_addresses_together(pool: PgPool) {
    ana(&pool).await;
    distributed_guesses(&pool, "bob@example.com", 1, 49).await;
    assert!(matches!(
        from(&pool, "198.51.100.1", None, "wrong").await,
        Attempt::Wrong
    ));
    assert!(must_wait(
        &from(&pool, "198.51.100.1", None, PASSWORD).await
    ));
}

#[sqlx::test]
async fn guesses_made_at_once_do_not_slip_under_the_limit(pool: PgPool) {
    ana(&pool).await;
    let guesses = (0..20).map(|_| from(&pool, STRANGE, None, "wrong"));
    let ends = futures::future::join_all(guesses).await;
    let tried = ends
        .iter()
        .filter(|end| matches!(end, Attempt::Wrong))
        .count();
    assert_eq!(tried, 10);
}

#[sqlx::test]
async fn a_crowd_that_makes_the_server_hash_keeps_no_known_browser_waiting(pool: PgPool) {
    ana(&pool).await;
    let device = known_browser(&pool).await;
    distributed_guesses(&pool, ANA, 1, 10).await;
    let crowd = crowd().await;
    assert!(is_in(&from(&pool, STRANGE, Some(device), PASSWORD).await));
    // Who is refused makes the server hash nothing: it would wait for the crowd.
    assert!(must_wait(
        &from(&pool, "198.51.100.1", None, PASSWORD).await
    ));
    drop(crowd);
}

#[sqlx::test]
async fn what_is_no_address_is_wrong_and_not_kept(pool: PgPool) {
    ana(&pool).await;
    let long = format!("{}@example.com", "a".repeat(9000));
    for email in ["ana\0@example.com", "ana", "", &long] {
        let attempt = log_in(&pool, email, PASSWORD, &Origin::default()).await;
        assert!(matches!(attempt, Ok(Attempt::Wrong)), "{attempt:?}");
    }
    let kept: i64 = sqlx::query_scalar("select count(*) from login_failure")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test]
async fn logging_out_elsewhere_and_a_new_password_forget_other_browsers(pool: PgPool) {
    let ana = ana(&pool).await;
    let (stolen, own) = (known_browser(&pool).await, known_browser(&pool).await);
    let Attempt::LoggedIn(here) = from(&pool, HOME, Some(own), PASSWORD).await else {
        panic!("refused");
    };
    end_other_sessions(&pool, ana, &here.session.hash())
        .await
        .unwrap();
    distributed_guesses(&pool, ANA, 1, 10).await;
    let network = "198.51.100.1";
    assert!(must_wait(
        &from(&pool, network, Some(stolen), PASSWORD).await
    ));
    assert!(is_in(&from(&pool, network, Some(own), PASSWORD).await));

    set_password(&pool, ana, "another horse entirely", None)
        .await
        .unwrap();
    assert!(must_wait(
        &from(&pool, network, Some(own), "another horse entirely").await
    ));
}

#[sqlx::test]
async fn strangers_do_not_keep_a_person_from_changing_the_password(pool: PgPool) {
    let ana = ana(&pool).await;
    let here = session(&pool, ana).await.hash();
    distributed_guesses(&pool, ANA, 20, 50).await;
    for _ in 0..9 {
        change_password(&pool, ana, "wrong", "another horse entirely", &here, HOME)
            .await
            .unwrap_err();
    }
    change_password(&pool, ana, PASSWORD, "another horse entirely", &here, HOME)
        .await
        .unwrap();
}

#[sqlx::test]
async fn a_login_by_a_password_that_was_just_changed_begins_no_session(pool: PgPool) {
    let ana = ana(&pool).await;
    let verified: String = sqlx::query_scalar("select password_hash from account")
        .fetch_one(&pool)
        .await
        .unwrap();
    set_password(&pool, ana, "another horse entirely", None)
        .await
        .unwrap();
    begin_if(&pool, ana, Some(&verified), &Origin::default())
        .await
        .unwrap_err();
}
