//! Invites: links by which people join a team.

use chrono::{DateTime, Utc};
use domain::Role;
use domain::people::{INVITE_DAYS, InviteOffer, PendingInvite};
use sqlx::{PgConnection, PgPool};

use super::account::{clean_email, clean_name};
use super::password::hash_password;
use super::token::{Token, token_hash};
use crate::database::begin;
use crate::row::unreadable;
use crate::{Error, Result};

/// Makes an invite for one person; its link works for [`INVITE_DAYS`].
pub async fn new_invite(pool: &PgPool, team_id: i32, role: Role, created_by: i32) -> Result<Token> {
    let token = Token::random();
    sqlx::query!(
        "insert into invite (token_hash, team_id, role, created_by, expires_at)
        values ($1, $2, $3, $4, now() + make_interval(days => $5))",
        &token.hash(),
        team_id,
        role.code(),
        created_by,
        INVITE_DAYS,
    )
    .execute(pool)
    .await?;
    Ok(token)
}

/// The team's invites that somebody can still use, the newest first.
pub async fn pending_invites(pool: &PgPool, team_id: i32) -> Result<Vec<PendingInvite>> {
    // Index invite_by_team.
    let rows = sqlx::query!(
        "select i.invite_id, i.role, coalesce(a.name, 'an API key') as \"created_by!\",
               i.created_at, i.expires_at
        from invite i
        left join account a on a.account_id = i.created_by
        where i.team_id = $1
          and i.used_at is null
          and i.revoked_at is null
          and i.expires_at > now()
        order by i.invite_id desc
        limit 1000",
        team_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PendingInvite {
                invite_id: row.invite_id,
                role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
                created_by: row.created_by,
                created_at: row.created_at,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// An invite that is meant for somebody.
#[derive(Debug, Clone)]
pub struct Invited {
    pub email: String,
    pub role: Role,
    pub expires_at: DateTime<Utc>,
}

/// Makes an invite for the person of this address, as a program does; earlier ones for them end.
pub async fn invite_by_address(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    role: Role,
) -> Result<(Token, Invited)> {
    let email = clean_email(email)?;
    let token = Token::random();
    let mut transaction = begin(pool).await?;
    // Index invite_by_team.
    sqlx::query!(
        "update invite
        set revoked_at = now()
        where team_id = $1
          and email = $2
          and used_at is null
          and revoked_at is null",
        team_id,
        email,
    )
    .execute(&mut *transaction)
    .await?;
    let expires_at = sqlx::query_scalar!(
        "insert into invite (token_hash, team_id, role, email, expires_at)
        values ($1, $2, $3, $4, now() + make_interval(days => $5))
        returning expires_at",
        &token.hash(),
        team_id,
        role.code(),
        email,
        INVITE_DAYS,
    )
    .fetch_one(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let invited = Invited {
        email,
        role,
        expires_at,
    };
    Ok((token, invited))
}

/// People who are invited by their addresses, and have not come yet.
pub async fn pending_addresses(pool: &PgPool, team_id: i32) -> Result<Vec<Invited>> {
    // Index invite_by_team.
    let rows = sqlx::query!(
        r#"
        select email as "email!", role, expires_at
        from invite
        where team_id = $1
          and email is not null
          and used_at is null
          and revoked_at is null
          and expires_at > now()
        order by invite_id
        limit 1000
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Invited {
                email: row.email,
                role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Changes what an open invite for this address offers; whether there is one.
pub async fn set_invited_role(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    role: Role,
) -> Result<bool> {
    // Index invite_by_team.
    let changed = sqlx::query!(
        "update invite
        set role = $3
        where team_id = $1
          and email = $2
          and used_at is null
          and revoked_at is null
          and expires_at > now()",
        team_id,
        clean_email(email)?,
        role.code(),
    )
    .execute(pool)
    .await?
    .rows_affected();
    Ok(changed > 0)
}

/// Takes an unused invite of the team back.
pub async fn revoke_invite(pool: &PgPool, team_id: i32, invite_id: i32) -> Result<()> {
    let revoked = sqlx::query!(
        "update invite
        set revoked_at = now()
        where invite_id = $1
          and team_id = $2
          and used_at is null
          and revoked_at is null",
        invite_id,
        team_id,
    )
    .execute(pool)
    .await?
    .rows_affected();
    if revoked == 0 {
        return Err(Error::NotFound {
            what: "open invite",
            name: invite_id.to_string(),
        });
    }
    Ok(())
}

/// What the link offers, while it works.
pub async fn invite_offer(pool: &PgPool, token: &str) -> Result<Option<InviteOffer>> {
    let found = sqlx::query!(
        "select t.name as team_name, i.role, coalesce(a.name, 'an API key') as \"invited_by!\"
        from invite i
        join team t using (team_id)
        left join account a on a.account_id = i.created_by
        where i.token_hash = $1
          and i.used_at is null
          and i.revoked_at is null
          and i.expires_at > now()",
        &token_hash(token),
    )
    .fetch_optional(pool)
    .await?;
    found
        .map(|row| {
            Ok(InviteOffer {
                team_name: row.team_name,
                role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
                invited_by: row.invited_by,
            })
        })
        .transpose()
}

/// Who comes by an invite and has no account yet.
#[derive(Debug, Clone, Copy)]
pub struct Newcomer<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub password: &'a str,
}

/// Makes the account and its membership, and uses the invite up; all or nothing.
///
/// # Errors
/// [`Error::Invalid`] where the invite is gone or a field does not do, [`Error::Duplicate`] where
/// the address has an account already.
pub async fn join_as_new(pool: &PgPool, token: &str, newcomer: Newcomer<'_>) -> Result<i32> {
    let email = clean_email(newcomer.email)?;
    let name = clean_name(newcomer.name)?;
    // Only who holds a working invite makes the server hash.
    if invite_offer(pool, token).await?.is_none() {
        return Err(gone());
    }
    let hash = hash_password(newcomer.password).await?;
    let mut transaction = begin(pool).await?;
    let account_id = sqlx::query_scalar!(
        "insert into account (email, name, password_hash)
        values ($1, $2, $3)
        on conflict (email) do nothing
        returning account_id",
        email,
        name,
        hash,
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| {
        Error::Invalid(format!(
            "`{email}` has an account already; log in with it, then follow the invite again"
        ))
    })?;
    join(&mut transaction, token, account_id).await?;
    transaction.commit().await?;
    Ok(account_id)
}

/// Makes an account a member of the invite's team, and uses the invite up. A member keeps the
/// higher of both roles. Returns the team.
pub async fn join_as(pool: &PgPool, token: &str, account_id: i32) -> Result<i32> {
    let mut transaction = begin(pool).await?;
    let team_id = join(&mut transaction, token, account_id).await?;
    transaction.commit().await?;
    Ok(team_id)
}

async fn join(connection: &mut PgConnection, token: &str, account_id: i32) -> Result<i32> {
    // Of two who follow the link at once, the row's lock lets one through.
    let invite = sqlx::query!(
        "update invite
        set used_at = now(), used_by = $2
        where token_hash = $1
          and used_at is null
          and revoked_at is null
          and expires_at > now()
        returning team_id, role",
        &token_hash(token),
        account_id,
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or_else(gone)?;
    sqlx::query!(
        "insert into membership (team_id, account_id, role)
        values ($1, $2, $3)
        on conflict (team_id, account_id) do update
        set role = greatest(membership.role, excluded.role)",
        invite.team_id,
        account_id,
        invite.role,
    )
    .execute(connection)
    .await?;
    Ok(invite.team_id)
}

fn gone() -> Error {
    Error::Invalid(
        "this invite was used, taken back or is too old; ask who sent it for another".to_owned(),
    )
}
