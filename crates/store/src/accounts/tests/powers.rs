//! Powers end where the person's do.

use domain::{KeyRole, Role};
use sqlx::PgPool;

use super::super::{
    NewKey, api_keys, enable_account, invite_by_address, invite_offer, key_holder, new_api_key,
    new_invite, powers_in_team, remove_member, revoke_api_key, set_role,
};
use super::{
    Origin, PASSWORD, Token, disable_account, ensure_member, log_in_by_link, new_login_link,
    session, set_password, teams_admin,
};

struct Street {
    team: i32,
    ana: i32,
    /// Another admin, so that Ana can go.
    bob: i32,
    key: Token,
}

/// Ana and Bob are admins, and Ana made a key for writing.
async fn street(pool: &PgPool) -> Street {
    let (team, ana) = teams_admin(pool, "Street").await;
    let bob = ensure_member(pool, team, "bob@example.com", "Bob", Role::Admin)
        .await
        .unwrap();
    let key = key_of(pool, team, Some(ana)).await;
    Street {
        team,
        ana,
        bob,
        key,
    }
}

async fn key_of(pool: &PgPool, team: i32, created_by: Option<i32>) -> Token {
    let new = NewKey {
        name: "Nightly",
        role: KeyRole::Admin,
        is_test: false,
        created_by,
    };
    new_api_key(pool, team, new).await.unwrap()
}

async fn role_of(pool: &PgPool, key: &Token) -> Option<KeyRole> {
    key_holder(pool, key.as_str())
        .await
        .unwrap()
        .map(|holder| holder.role)
}

async fn is_open(pool: &PgPool, invite: &Token) -> bool {
    invite_offer(pool, invite.as_str()).await.unwrap().is_some()
}

#[sqlx::test]
async fn a_key_does_nothing_while_who_made_it_is_disabled(pool: PgPool) {
    let Street { team, ana, key, .. } = street(&pool).await;
    let operators = key_of(&pool, team, None).await;
    disable_account(&pool, ana).await.unwrap();
    assert_eq!(role_of(&pool, &key).await, None);
    assert_eq!(role_of(&pool, &operators).await, Some(KeyRole::Admin));
    let shown = api_keys(&pool, team).await.unwrap();
    assert_eq!(shown.iter().filter(|key| key.works_as.is_none()).count(), 1);
    enable_account(&pool, ana).await.unwrap();
    assert_eq!(role_of(&pool, &key).await, Some(KeyRole::Admin));
}

#[sqlx::test]
async fn a_key_of_who_is_no_admin_any_more_only_reads(pool: PgPool) {
    let Street { team, ana, key, .. } = street(&pool).await;
    for (role, left) in [
        (Role::Auditor, KeyRole::Read),
        (Role::Viewer, KeyRole::Read),
        (Role::Admin, KeyRole::Admin),
    ] {
        set_role(&pool, team, ana, role).await.unwrap();
        assert_eq!(role_of(&pool, &key).await, Some(left), "{role}");
    }
}

#[sqlx::test]
async fn a_key_of_who_left_the_team_is_gone_for_good(pool: PgPool) {
    let Street { team, ana, key, .. } = street(&pool).await;
    remove_member(&pool, team, ana).await.unwrap();
    assert_eq!(role_of(&pool, &key).await, None);
    ensure_member(&pool, team, "ana@example.com", "Ana", Role::Admin)
        .await
        .unwrap();
    assert_eq!(role_of(&pool, &key).await, None);
}

#[sqlx::test]
async fn open_invites_end_with_who_made_them_and_with_their_keys(pool: PgPool) {
    let Street {
        team,
        ana,
        bob,
        key,
    } = street(&pool).await;
    let key_id = key_holder(&pool, key.as_str())
        .await
        .unwrap()
        .unwrap()
        .api_key_id;
    let invites = async || {
        let own = new_invite(&pool, team, Role::Admin, None, ana)
            .await
            .unwrap();
        let email = "new@example.com";
        let (keys, _) = invite_by_address(&pool, team, email, Role::Admin, key_id)
            .await
            .unwrap();
        (own, keys)
    };
    let of_bob = new_invite(&pool, team, Role::Admin, None, bob)
        .await
        .unwrap();

    let (own, keys) = invites().await;
    set_role(&pool, team, ana, Role::Auditor).await.unwrap();
    assert!(
        !is_open(&pool, &own).await && !is_open(&pool, &keys).await,
        "demoted"
    );
    new_invite(&pool, team, Role::Admin, None, ana)
        .await
        .unwrap_err();

    set_role(&pool, team, ana, Role::Admin).await.unwrap();
    let (own, keys) = invites().await;
    disable_account(&pool, ana).await.unwrap();
    assert!(
        !is_open(&pool, &own).await && !is_open(&pool, &keys).await,
        "disabled"
    );
    new_invite(&pool, team, Role::Admin, None, ana)
        .await
        .unwrap_err();

    enable_account(&pool, ana).await.unwrap();
    let (own, keys) = invites().await;
    revoke_api_key(&pool, team, key_id).await.unwrap();
    assert!(
        is_open(&pool, &own).await && !is_open(&pool, &keys).await,
        "key revoked"
    );
    remove_member(&pool, team, ana).await.unwrap();
    assert!(!is_open(&pool, &own).await, "removed");
    assert!(is_open(&pool, &of_bob).await, "another's");
}

#[sqlx::test]
async fn a_login_link_ends_with_the_password_or_the_membership(pool: PgPool) {
    let Street { team, ana, .. } = street(&pool).await;
    let works = async |link: &Token| {
        let origin = Origin::default();
        let begun = log_in_by_link(&pool, link.as_str(), &origin).await.unwrap();
        begun.is_some()
    };
    let link = new_login_link(&pool, "ana@example.com").await.unwrap();
    set_password(&pool, ana, PASSWORD, None).await.unwrap();
    assert!(!works(&link).await, "after a new password");
    let link = new_login_link(&pool, "ana@example.com").await.unwrap();
    remove_member(&pool, team, ana).await.unwrap();
    assert!(!works(&link).await, "after leaving the team");
}

#[sqlx::test]
async fn what_would_end_is_told_before_and_what_ended_after(pool: PgPool) {
    let Street { team, ana, bob, .. } = street(&pool).await;
    new_invite(&pool, team, Role::Viewer, None, ana)
        .await
        .unwrap();
    new_login_link(&pool, "ana@example.com").await.unwrap();
    session(&pool, ana).await;
    let powers = powers_in_team(&pool, team).await.unwrap();
    assert_eq!(
        powers[&ana].in_words().unwrap(),
        "the API key “Nightly”, 1 invite and 1 session"
    );
    assert!(!powers.contains_key(&bob));
    let ended = disable_account(&pool, ana).await.unwrap();
    assert_eq!(
        ended.in_words().unwrap(),
        "the API key “Nightly”, 1 invite, 1 login link and 1 session"
    );
}
