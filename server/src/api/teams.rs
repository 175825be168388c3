//! `/v1/teams`: the people of the key's team.

use app::state::AppState;
use axum::extract::State;
use axum::http::StatusCode;
use domain::api::TeamRole;
use domain::people::Member;
use domain::record::time_text;
use domain::{KeyRole, Role};
use serde_json::{Value, json};
use store::accounts::{self, Invited};

use super::answer::Answer;
use super::body::Body;
use super::caller::Caller;
use super::error::{ApiError, Result};
use super::openapi::{Conflict, Missing, schema};

/// The most people of one call.
const MAX_EMAILS: usize = 100;

/// Members, then those who are invited by their addresses and have not come yet.
#[utoipa::path(
    get,
    path = "/teams",
    operation_id = "listTeammates",
    tag = "Team",
    responses((status = 200, description = "The people", body = Vec<schema::Teammate>)),
)]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Result<Answer> {
    caller.may(KeyRole::Read)?;
    let team_id = caller.scope().team_id;
    let members = accounts::members(&state.pool, team_id).await?;
    let invited = accounts::pending_addresses(&state.pool, team_id).await?;
    let all: Vec<Value> = members
        .iter()
        .map(member)
        .chain(invited.iter().map(|invited| invitee(invited, None)))
        .collect();
    Ok(Answer(Value::from(all).to_string()))
}

/// Makes a link for each; who is in the team already stays as they are.
#[utoipa::path(
    post,
    path = "/teams/invite",
    operation_id = "inviteTeammates",
    tag = "Team",
    request_body = schema::NewRoles,
    responses((status = 200, description = "Those who were named", body = Vec<schema::Teammate>), Conflict),
)]
pub async fn invite(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    caller.may_change_live("the team's people")?;
    let asked = Asked::read(&body)?;
    let role = asked
        .role
        .role()
        .map_err(|error| ApiError::invalid(error.to_string()))?;
    let team_id = caller.scope().team_id;
    let key = caller.holder().api_key_id;
    let members = accounts::members(&state.pool, team_id).await?;
    let mut people = Vec::new();
    for email in &asked.emails {
        if let Some(known) = find(&members, email) {
            people.push(member(known));
            continue;
        }
        let (token, invited) =
            accounts::invite_by_address(&state.pool, team_id, email, role, key).await?;
        let link = format!("{}/invite/{}", state.site.base_url, token.as_str());
        people.push(invitee(&invited, Some(link)));
    }
    Ok(Answer(Value::from(people).to_string()))
}

/// Of members, and of those who are invited. A member whose address nobody verified gets a higher role
/// with `allow_unverified` only: somebody else may have joined by it.
#[utoipa::path(
    post,
    path = "/teams/set_role",
    operation_id = "setTeammateRole",
    tag = "Team",
    request_body = schema::NewRoles,
    responses((status = 200, description = "Those who were named", body = Vec<schema::Teammate>), Missing, Conflict),
)]
pub async fn set_role(State(state): State<AppState>, caller: Caller, body: Body) -> Result<Answer> {
    caller.may(KeyRole::Admin)?;
    caller.may_change_live("the team's people")?;
    let asked = Asked::read(&body)?;
    let role = asked
        .role
        .role()
        .map_err(|error| ApiError::invalid(error.to_string()))?;
    let team_id = caller.scope().team_id;
    let members = accounts::members(&state.pool, team_id).await?;
    if !asked.allow_unverified {
        for known in asked
            .emails
            .iter()
            .filter_map(|email| find(&members, email))
        {
            check_verified(known, role)?;
        }
    }
    for email in &asked.emails {
        let is_changed = match find(&members, email) {
            Some(known) => {
                accounts::set_role(&state.pool, team_id, known.account_id, role).await?;
                true
            }
            None => accounts::set_invited_role(&state.pool, team_id, email, role).await?,
        };
        if !is_changed {
            return Err(store::Error::NotFound {
                what: "member",
                name: email.clone(),
            }
            .into());
        }
    }
    let members = accounts::members(&state.pool, team_id).await?;
    let invited = accounts::pending_addresses(&state.pool, team_id).await?;
    let people: Vec<Value> = asked
        .emails
        .iter()
        .filter_map(|email| {
            let pending = || {
                let same = |invited: &&Invited| invited.email.eq_ignore_ascii_case(email);
                Some(invitee(invited.iter().find(same)?, None))
            };
            find(&members, email).map(member).or_else(pending)
        })
        .collect();
    Ok(Answer(Value::from(people).to_string()))
}

/// # Errors
/// 409 where the role is higher than the member's, and nobody verified their address.
fn check_verified(member: &Member, role: Role) -> Result<()> {
    if member.is_verified || role <= member.role {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        format!(
            "nobody verified the address `{}`, by which somebody joined on {}; make sure who that is, \
             then send `allow_unverified`: true",
            member.email,
            member.joined_at.format("%Y-%m-%d")
        ),
    ))
}

struct Asked {
    emails: Vec<String>,
    role: TeamRole,
    allow_unverified: bool,
}

impl Asked {
    fn read(body: &Body) -> Result<Self> {
        let mut fields = body.fields()?;
        fields.require("emails", "an array of e-mail addresses");
        fields.require("team_role", "member, manager or admin");
        let emails = fields.texts("emails");
        let role = fields.word("team_role");
        let allow_unverified = fields.flag("allow_unverified").unwrap_or(false);
        if emails.len() > MAX_EMAILS {
            let message = format!(
                "has {} addresses; send at most {MAX_EMAILS} at a time",
                emails.len()
            );
            fields.report("emails", message);
        }
        fields.finish()?;
        Ok(Self {
            emails: emails
                .into_iter()
                .map(|email| email.trim().to_owned())
                .collect(),
            role: role.unwrap_or(TeamRole::Member),
            allow_unverified,
        })
    }
}

fn find<'a>(members: &'a [Member], email: &str) -> Option<&'a Member> {
    members
        .iter()
        .find(|member| member.email.eq_ignore_ascii_case(email))
}

/// As clients read it (`scaleapi` 2.18.4, `scaleapi/teams.py`).
fn member(member: &Member) -> Value {
    let (first, last) = member.name.rsplit_once(' ').unwrap_or((&member.name, ""));
    json!({
        "email": member.email,
        "role": TeamRole::from(member.role),
        "firstName": first,
        "lastName": last,
        "isStudioLabeler": false,
        "expiry": null,
    })
}

/// `expiry` is when the invite ends.
fn invitee(invited: &Invited, link: Option<String>) -> Value {
    let mut invitee = json!({
        "email": invited.email,
        "role": TeamRole::from(invited.role),
        "firstName": null,
        "lastName": null,
        "isStudioLabeler": false,
        "expiry": time_text(invited.expires_at),
    });
    if let Some(link) = link {
        invitee["invite_url"] = link.into();
    }
    invitee
}
