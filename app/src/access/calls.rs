//! What the account, team and invite pages ask the server for.

use std::collections::BTreeMap;

use domain::people::{
    ApiKey, InviteOffer, Member, OpenSession, PendingInvite, Powers, TeamOfPerson,
};
use domain::{KeyRole, Role};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use serde::{Deserialize, Serialize};

use crate::{AppError, Viewer};

/// All that the account page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    pub viewer: Viewer,
    /// Whether somebody vouches for the address.
    pub is_verified: bool,
    pub has_password: bool,
    pub sessions: Vec<OpenSession>,
    pub teams: Vec<TeamOfPerson>,
}

#[server]
pub async fn account_facts_now() -> Result<AccountFacts, AppError> {
    use store::accounts;

    let viewer = crate::viewer::viewer().await?;
    let here = crate::viewer::current_session().await?;
    let pool = crate::state::state().pool;
    let account = viewer.account_id;
    Ok(AccountFacts {
        is_verified: accounts::is_verified_member(&pool, viewer.team_id, account).await?,
        has_password: accounts::has_password(&pool, viewer.account_id).await?,
        sessions: accounts::open_sessions(&pool, viewer.account_id, &here).await?,
        teams: accounts::teams_of(&pool, viewer.account_id).await?,
        viewer,
    })
}

#[server]
pub async fn rename_me(name: String) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    Ok(store::accounts::rename_account(&pool, viewer.account_id, &name).await?)
}

/// Sets a new password; every other session of the viewer ends.
#[server]
pub async fn change_my_password(present: String, new: String) -> Result<(), AppError> {
    let viewer = crate::viewer::viewer().await?;
    let here = crate::viewer::current_session().await?;
    let from = crate::viewer::client_address().await;
    let pool = crate::state::state().pool;
    let account = viewer.account_id;
    Ok(store::accounts::change_password(&pool, account, &present, &new, &here, &from).await?)
}

/// Logs the viewer out everywhere but here. Returns how many sessions ended.
#[server]
pub async fn end_my_other_sessions() -> Result<u64, AppError> {
    let viewer = crate::viewer::viewer().await?;
    let here = crate::viewer::current_session().await?;
    let pool = crate::state::state().pool;
    Ok(store::accounts::end_other_sessions(&pool, viewer.account_id, &here).await?)
}

/// All that the team page shows; invites, keys and what hangs on members to admins only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamFacts {
    pub viewer: Viewer,
    pub members: Vec<Member>,
    pub invites: Vec<PendingInvite>,
    pub keys: Vec<ApiKey>,
    /// By account, what would end if they left the team.
    pub powers: BTreeMap<i32, Powers>,
}

#[server]
pub async fn team_facts_now() -> Result<TeamFacts, AppError> {
    use store::accounts;

    let viewer = crate::viewer::viewer().await?;
    let pool = crate::state::state().pool;
    let members = accounts::members(&pool, viewer.team_id).await?;
    let (invites, keys, powers) = if viewer.role.allows(Role::Admin) {
        (
            accounts::pending_invites(&pool, viewer.team_id).await?,
            accounts::api_keys(&pool, viewer.team_id).await?,
            accounts::powers_in_team(&pool, viewer.team_id).await?,
        )
    } else {
        (Vec::new(), Vec::new(), BTreeMap::new())
    };
    Ok(TeamFacts {
        viewer,
        members,
        invites,
        keys,
        powers,
    })
}

/// What an admin may do to their team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TeamChange {
    Role { account_id: i32, role: Role },
    Remove { account_id: i32 },
    RevokeInvite { invite_id: i32 },
    RevokeKey { api_key_id: i32 },
}

#[server(input = Json)]
pub async fn change_team(change: TeamChange) -> Result<(), AppError> {
    use store::accounts::{remove_member, revoke_api_key, revoke_invite, set_role};

    let viewer = crate::viewer::viewer_as(Role::Admin).await?;
    let pool = crate::state::state().pool;
    let team = viewer.team_id;
    match change {
        TeamChange::Role { account_id, role } => set_role(&pool, team, account_id, role).await,
        TeamChange::Remove { account_id } => remove_member(&pool, team, account_id).await,
        TeamChange::RevokeInvite { invite_id } => revoke_invite(&pool, team, invite_id).await,
        TeamChange::RevokeKey { api_key_id } => revoke_api_key(&pool, team, api_key_id).await,
    }?;
    Ok(())
}

/// Makes an invite and returns its link, which cannot be read again. With an address, only that address
/// can use it.
#[server]
pub async fn invite_somebody(role: Role, email: Option<String>) -> Result<String, AppError> {
    let viewer = crate::viewer::viewer_as(Role::Admin).await?;
    let state = crate::state::state();
    let email = email.as_deref().filter(|email| !email.trim().is_empty());
    let (team, me) = (viewer.team_id, viewer.account_id);
    let token = store::accounts::new_invite(&state.pool, team, role, email, me).await?;
    Ok(format!("{}/invite/{}", state.site.base_url, token.as_str()))
}

/// Makes an API key and returns it; it cannot be read again.
#[server]
pub async fn make_api_key(name: String, role: KeyRole, is_test: bool) -> Result<String, AppError> {
    let viewer = crate::viewer::viewer_as(Role::Admin).await?;
    let pool = crate::state::state().pool;
    let new = store::accounts::NewKey {
        name: &name,
        role,
        is_test,
        created_by: Some(viewer.account_id),
    };
    let key = store::accounts::new_api_key(&pool, viewer.team_id, new).await?;
    Ok(key.as_str().to_owned())
}

/// What the invite's link offers, while it works.
#[server]
pub async fn offer_of_invite(token: String) -> Result<Option<InviteOffer>, AppError> {
    let pool = crate::state::state().pool;
    Ok(store::accounts::invite_offer(&pool, &token).await?)
}
