//! Invites: links by which people join a team.

use chrono::{DateTime, Utc};
use domain::Role;
use domain::people::{INVITE_DAYS, InviteOffer, PendingInvite};
use sqlx::{PgConnection, PgPool};

use super::account::{clean_email, clean_name};
use super::password::hash_password;
use super::powers::hold_admin;
use super::token::{Token, token_hash};
use crate::database::begin;
use crate::row::unreadable;
use crate::{Error, Result};

/// Makes an invite for one person; its link works for [`INVITE_DAYS`]. With an address, only that address
/// can use it, and earlier ones for it end.
///
/// # Errors
/// [`Error::Invalid`] where who makes it is not an admin of the team, or the address is a member's.
pub async fn new_invite(
    pool: &PgPool,
    team_id: i32,
    role: Role,
    email: Option<&str>,
    created_by: i32,
) -> Result<Token> {
    let email = email.map(clean_email).transpose()?;
    let mut transaction = begin(pool).await?;
    hold_admin(&mut transaction, team_id, created_by).await?;
    let by = Inviter {
        account_id: Some(created_by),
        api_key_id: None,
    };
    let (token, _) = make(&mut transaction, team_id, role, email.as_deref(), by).await?;
    transaction.commit().await?;
    Ok(token)
}

/// Who made an invite.
struct Inviter {
    account_id: Option<i32>,
    api_key_id: Option<i32>,
}

async fn make(
    connection: &mut PgConnection,
    team_id: i32,
    role: Role,
    email: Option<&str>,
    by: Inviter,
) -> Result<(Token, DateTime<Utc>)> {
    if let Some(email) = email {
        // Unique index on `email`; primary key of `membership`.
        let is_member = sqlx::query_scalar!(
            r#"
            select exists (
                select
                from account a
                join membership m using (account_id)
                where a.email = $1
                  and m.team_id = $2
            ) as "is_member!"
            "#,
            email,
            team_id,
        )
        .fetch_one(&mut *connection)
        .await?;
        if is_member {
            return Err(Error::Invalid(format!(
                "`{email}` is in the team already; change their role in the list of members"
            )));
        }
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
        .execute(&mut *connection)
        .await?;
    }
    let token = Token::random();
    let expires_at = sqlx::query_scalar!(
        "insert into invite
            (token_hash, team_id, role, email, created_by, created_by_key, expires_at)
        values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))
        returning expires_at",
        &token.hash(),
        team_id,
        role.code(),
        email,
        by.account_id,
        by.api_key_id,
        INVITE_DAYS,
    )
    .fetch_one(connection)
    .await?;
    Ok((token, expires_at))
}

/// The team's invites that somebody can still use, the newest first.
pub async fn pending_invites(pool: &PgPool, team_id: i32) -> Result<Vec<PendingInvite>> {
    // Index invite_by_team.
    let rows = sqlx::query!(
        "select i.invite_id, i.role, i.email, coalesce(a.name, 'an API key') as \"created_by!\",
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
                email: row.email,
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

/// Makes an invite for the person of this address, as a program does; earlier ones for them end. It ends
/// with the program's key.
pub async fn invite_by_address(
    pool: &PgPool,
    team_id: i32,
    email: &str,
    role: Role,
    api_key_id: i32,
) -> Result<(Token, Invited)> {
    let email = clean_email(email)?;
    let mut transaction = begin(pool).await?;
    // Who revokes the key meanwhile waits, and finds the invite. Primary key of `api_key`.
    let key = sqlx::query!(
        "select created_by
        from api_key
        where api_key_id = $1
          and team_id = $2
          and revoked_at is null
        for share",
        api_key_id,
        team_id,
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| Error::Invalid("the API key was revoked".to_owned()))?;
    if let Some(account_id) = key.created_by {
        hold_admin(&mut transaction, team_id, account_id).await?;
    }
    let by = Inviter {
        account_id: None,
        api_key_id: Some(api_key_id),
    };
    let (token, expires_at) = make(&mut transaction, team_id, role, Some(&email), by).await?;
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
        "select t.name as team_name, i.role, i.email, coalesce(a.name, 'an API key') as \"invited_by!\"
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
                email: row.email,
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
    let offer = invite_offer(pool, token).await?.ok_or_else(gone)?;
    check_address(offer.email.as_deref(), &email)?;
    let hash = hash_password(newcomer.password, &[&email, &name]).await?;
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
            "`{email}` has an account already; log in with it, then follow the invite again. If you \
             did not make it, ask who runs this server"
        ))
    })?;
    join(&mut transaction, token, account_id).await?;
    transaction.commit().await?;
    Ok(account_id)
}

/// Makes an account a member of the invite's team, and uses the invite up. Returns the team.
///
/// # Errors
/// [`Error::Invalid`] where the invite is gone, is for another address, or the account is in the team
/// already: an invite changes nobody's role.
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
        returning team_id, role, email",
        &token_hash(token),
        account_id,
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or_else(gone)?;
    let email = sqlx::query_scalar!(
        "select email from account where account_id = $1",
        account_id
    )
    .fetch_one(&mut *connection)
    .await?;
    check_address(invite.email.as_deref(), &email)?;
    let joined = sqlx::query!(
        "insert into membership (team_id, account_id, role, address_vouched)
        values ($1, $2, $3, $4)
        on conflict (team_id, account_id) do nothing",
        invite.team_id,
        account_id,
        invite.role,
        invite.email.is_some(),
    )
    .execute(connection)
    .await?
    .rows_affected();
    if joined == 0 {
        return Err(Error::Invalid(
            "you are in this team already; for another role, ask an admin of the team".to_owned(),
        ));
    }
    Ok(invite.team_id)
}

/// An invite that was made for an address is used by that address only.
fn check_address(invited: Option<&str>, email: &str) -> Result<()> {
    match invited {
        Some(invited) if invited != email => Err(Error::Invalid(format!(
            "this invite is for `{invited}`, not for `{email}`; join with that address, or ask who \
             sent it for another"
        ))),
        _ => Ok(()),
    }
}

fn gone() -> Error {
    Error::Invalid(
        "this invite was used, taken back or is too old; ask who sent it for another".to_owned(),
    )
}
