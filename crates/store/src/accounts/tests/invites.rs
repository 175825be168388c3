//! Who joins by an invite, and whose address somebody vouches for.

use domain::Role;
use sqlx::PgPool;

use super::super::{NewKey, key_holder, new_api_key};
use super::super::{
    Newcomer, account_of, add_member, ensure_member, ensure_team, invite_by_address, invite_offer,
    is_verified_member, join_as, join_as_new, members, new_invite,
};
use super::{Origin, PASSWORD, log_in_by_link, new_login_link, teams_admin};
use crate::Error;

const BOSS: &str = "boss@example.com";

fn newcomer(email: &str) -> Newcomer<'_> {
    Newcomer {
        email,
        name: "New",
        password: PASSWORD,
    }
}

#[sqlx::test]
async fn an_invite_for_an_address_is_used_by_no_other(pool: PgPool) {
    let (team, ana) = teams_admin(&pool, "Street").await;
    let other = ensure_team(&pool, "Harbour").await.unwrap();
    let eve = ensure_member(&pool, other, "eve@example.com", "Eve", Role::Admin)
        .await
        .unwrap();
    let token = new_invite(&pool, team, Role::Admin, Some("Boss@Example.com"), ana)
        .await
        .unwrap();
    let as_new = join_as_new(&pool, token.as_str(), newcomer("eva@example.com")).await;
    assert!(as_new.unwrap_err().to_string().contains(BOSS));
    let as_eve = join_as(&pool, token.as_str(), eve).await;
    assert!(as_eve.unwrap_err().to_string().contains(BOSS));
    assert_eq!(members(&pool, team).await.unwrap().len(), 1);

    let boss = join_as_new(&pool, token.as_str(), newcomer(BOSS))
        .await
        .unwrap();
    assert!(is_verified_member(&pool, team, boss).await.unwrap());
}

#[sqlx::test]
async fn an_invite_of_a_program_is_bound_to_its_address(pool: PgPool) {
    let (team, ana) = teams_admin(&pool, "Street").await;
    let new = NewKey {
        name: "inviter",
        role: domain::KeyRole::Admin,
        is_test: false,
        created_by: Some(ana),
    };
    let key = new_api_key(&pool, team, new).await.unwrap();
    let holder = key_holder(&pool, key.as_str()).await.unwrap().unwrap();
    let (token, _) = invite_by_address(&pool, team, BOSS, Role::Admin, holder.api_key_id)
        .await
        .unwrap();
    join_as_new(&pool, token.as_str(), newcomer("eve@example.com"))
        .await
        .unwrap_err();
    join_as_new(&pool, token.as_str(), newcomer(BOSS))
        .await
        .unwrap();
}

#[sqlx::test]
async fn a_member_who_follows_an_invite_keeps_their_role_and_leaves_it_unused(pool: PgPool) {
    let (team, ana) = teams_admin(&pool, "Street").await;
    let bob = ensure_member(&pool, team, "bob@example.com", "Bob", Role::Viewer)
        .await
        .unwrap();
    let token = new_invite(&pool, team, Role::Admin, None, ana)
        .await
        .unwrap();
    let joined = join_as(&pool, token.as_str(), bob).await;
    assert!(matches!(joined, Err(Error::Invalid(_))), "{joined:?}");
    let members = members(&pool, team).await.unwrap();
    assert_eq!(
        members
            .iter()
            .find(|member| member.account_id == bob)
            .unwrap()
            .role,
        Role::Viewer
    );
    assert!(invite_offer(&pool, token.as_str()).await.unwrap().is_some());
}

#[sqlx::test]
async fn no_invite_is_made_for_who_is_a_member(pool: PgPool) {
    let (team, ana) = teams_admin(&pool, "Street").await;
    let made = new_invite(&pool, team, Role::Viewer, Some("ana@example.com"), ana).await;
    assert!(
        made.unwrap_err()
            .to_string()
            .contains("in the team already")
    );
}

#[sqlx::test]
async fn an_address_that_nobody_verified_is_told_and_never_taken_for_the_persons(pool: PgPool) {
    let (team, ana) = teams_admin(&pool, "Street").await;
    // Somebody joins by a link for anybody, with an address that is not theirs.
    let token = new_invite(&pool, team, Role::Viewer, None, ana)
        .await
        .unwrap();
    let squatter = join_as_new(&pool, token.as_str(), newcomer(BOSS))
        .await
        .unwrap();
    assert!(!is_verified_member(&pool, team, squatter).await.unwrap());
    let known = account_of(&pool, BOSS).await.unwrap().unwrap();
    assert_eq!(known.email_verified_at, None);
    assert_eq!(known.invited_by.as_deref(), Some("Ana in Street"));

    let harbour = ensure_team(&pool, "Harbour").await.unwrap();
    let added = add_member(&pool, harbour, BOSS, "Boss", Role::Admin).await;
    assert!(matches!(added, Err(Error::Invalid(_))), "{added:?}");
    assert!(members(&pool, harbour).await.unwrap().is_empty());
    let promoted = add_member(&pool, team, BOSS, "Boss", Role::Admin).await;
    assert!(matches!(promoted, Err(Error::Invalid(_))), "{promoted:?}");

    // A login link that an operator printed for the address verifies it.
    let link = new_login_link(&pool, BOSS).await.unwrap();
    log_in_by_link(&pool, link.as_str(), &Origin::default())
        .await
        .unwrap()
        .unwrap();
    assert!(is_verified_member(&pool, team, squatter).await.unwrap());
}

#[sqlx::test]
async fn what_one_team_vouches_for_counts_in_that_team_only(pool: PgPool) {
    let (street, ana) = teams_admin(&pool, "Street").await;
    let (harbour, eve) = teams_admin(&pool, "Harbour").await;
    let token = new_invite(&pool, street, Role::Viewer, Some(BOSS), ana)
        .await
        .unwrap();
    let boss = join_as_new(&pool, token.as_str(), newcomer(BOSS))
        .await
        .unwrap();
    let token = new_invite(&pool, harbour, Role::Viewer, None, eve)
        .await
        .unwrap();
    join_as(&pool, token.as_str(), boss).await.unwrap();
    assert!(is_verified_member(&pool, street, boss).await.unwrap());
    assert!(!is_verified_member(&pool, harbour, boss).await.unwrap());
}

#[sqlx::test]
async fn an_operator_vouches_for_the_accounts_they_add_and_adds_them_once(pool: PgPool) {
    let team = ensure_team(&pool, "Street").await.unwrap();
    let boss = add_member(&pool, team, BOSS, "Boss", Role::Admin)
        .await
        .unwrap();
    assert!(is_verified_member(&pool, team, boss).await.unwrap());
    let again = add_member(&pool, team, BOSS, "Boss", Role::Admin)
        .await
        .unwrap();
    assert_eq!(again, boss);
    add_member(&pool, team, BOSS, "Boss", Role::Viewer)
        .await
        .unwrap_err();
}
