//! Sessions: who a browser's cookie stands for.

use domain::Role;
use domain::people::{OpenSession, TeamOfPerson};
use sqlx::{PgConnection, PgPool};

use super::device::{forget_devices, remember};
use super::token::{Token, TokenHash};
use crate::database::begin;
use crate::row::unreadable;
use crate::{Error, Result};

/// Enough to tell browsers apart; the header may be of any length.
const MAX_USER_AGENT_CHARS: usize = 300;

/// Who a session stands for, and in which team they work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub account_id: i32,
    pub name: String,
    pub email: String,
    pub team_id: i32,
    pub team_name: String,
    pub role: Role,
}

/// Where a login comes from.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Network address.
    pub address: String,
    /// The token by which the browser says that it logged in before.
    pub device: Option<TokenHash>,
}

/// A login that succeeded.
#[derive(Debug)]
pub struct LoggedIn {
    /// The session's token.
    pub session: Token,
    /// What the browser has to keep beyond the session, where it does not have it yet.
    pub device: Option<Token>,
}

/// Begins a session of 30 days in the team that the person used last, else joined first, and remembers
/// browser and network.
///
/// # Errors
/// [`Error::Invalid`] for who is in no team, or disabled.
pub async fn begin_session(pool: &PgPool, account_id: i32, origin: &Origin) -> Result<LoggedIn> {
    begin_if(pool, account_id, None, origin).await
}

/// The same, if the password is still the one that was verified.
pub(super) async fn begin_if(
    pool: &PgPool,
    account_id: i32,
    password_hash: Option<&str>,
    origin: &Origin,
) -> Result<LoggedIn> {
    let mut transaction = begin(pool).await?;
    let begun = begin_within(&mut transaction, account_id, password_hash, origin).await?;
    transaction.commit().await?;
    Ok(begun)
}

/// The same, within a transaction.
pub(super) async fn begin_within(
    connection: &mut PgConnection,
    account_id: i32,
    password_hash: Option<&str>,
    origin: &Origin,
) -> Result<LoggedIn> {
    let token = Token::random();
    let user_agent: String = origin
        .user_agent
        .chars()
        .take(MAX_USER_AGENT_CHARS)
        .collect();
    // Until the session is there, nobody changes the password or disables the account.
    let holds = sqlx::query!(
        "select account_id
        from account
        where account_id = $1
          and disabled_at is null
          and ($2::text is null or password_hash = $2)
        for share",
        account_id,
        password_hash,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if holds.is_none() {
        return Err(Error::Invalid(
            "this account was just changed or disabled; log in again".to_owned(),
        ));
    }
    let device = origin.device.as_ref();
    let (made, device_hash) =
        remember(&mut *connection, account_id, device, &origin.address).await?;
    // Index session_by_account, then the primary key of `membership`.
    let begun = sqlx::query!(
        "insert into session
            (token_hash, account_id, team_id, expires_at, user_agent, address, device_hash)
        select $1, m.account_id, m.team_id, now() + interval '30 days', $3, $4, $5
        from membership m
        left join session s using (account_id, team_id)
        where m.account_id = $2
        order by s.last_seen_at desc nulls last, m.joined_at
        limit 1",
        &token.hash(),
        account_id,
        user_agent,
        origin.address,
        &device_hash[..],
    )
    .execute(&mut *connection)
    .await?
    .rows_affected();
    if begun == 0 {
        return Err(Error::Invalid(
            "this account is in no team; ask an admin of a team for an invite".to_owned(),
        ));
    }
    Ok(LoggedIn {
        session: token,
        device: made,
    })
}

/// Whether a session still stands for this account in this team: what a stream that it opened asks. Not a
/// use of the session.
pub async fn session_stands(
    pool: &PgPool,
    hash: &TokenHash,
    account_id: i32,
    team_id: i32,
) -> Result<bool> {
    // Primary keys all the way.
    let stands = sqlx::query_scalar!(
        r#"
        select exists (
            select
            from session s
            join account a using (account_id)
            join membership m using (account_id, team_id)
            where s.token_hash = $1
              and s.account_id = $2
              and s.team_id = $3
              and s.expires_at > now()
              and a.disabled_at is null
        ) as "stands!"
        "#,
        &hash[..],
        account_id,
        team_id,
    )
    .fetch_one(pool)
    .await?;
    Ok(stands)
}

/// The person behind a session's token, while the session lasts, the account is enabled and the
/// membership stands.
pub async fn person_of_session(pool: &PgPool, hash: &TokenHash) -> Result<Option<Person>> {
    // Primary keys all the way: this runs at every request.
    let found = sqlx::query!(
        r#"
        select a.account_id,
               a.name,
               a.email,
               t.team_id,
               t.name as team_name,
               m.role,
               s.last_seen_at < now() - interval '5 minutes' as "is_stale!"
        from session s
        join account a using (account_id)
        join membership m using (account_id, team_id)
        join team t using (team_id)
        where s.token_hash = $1
          and s.expires_at > now()
          and a.disabled_at is null
        "#,
        &hash[..],
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    if row.is_stale {
        sqlx::query!(
            "update session set last_seen_at = now() where token_hash = $1",
            &hash[..]
        )
        .execute(pool)
        .await?;
    }
    Ok(Some(Person {
        account_id: row.account_id,
        name: row.name,
        email: row.email,
        team_id: row.team_id,
        team_name: row.team_name,
        role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
    }))
}

/// Logs out; a session that is gone already is no error.
pub async fn end_session(pool: &PgPool, hash: &TokenHash) -> Result<()> {
    sqlx::query!("delete from session where token_hash = $1", &hash[..])
        .execute(pool)
        .await?;
    Ok(())
}

/// Logs out everywhere but here; the other browsers are not known any more. Returns how many sessions
/// ended.
pub async fn end_other_sessions(pool: &PgPool, account_id: i32, here: &TokenHash) -> Result<u64> {
    let mut transaction = begin(pool).await?;
    forget_devices(&mut transaction, account_id, Some(here)).await?;
    let ended = sqlx::query!(
        "delete from session where account_id = $1 and token_hash <> $2",
        account_id,
        &here[..]
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(ended.rows_affected())
}

/// A person's sessions, the last seen first.
pub async fn open_sessions(
    pool: &PgPool,
    account_id: i32,
    here: &TokenHash,
) -> Result<Vec<OpenSession>> {
    // Index session_by_account.
    let sessions = sqlx::query_as!(
        OpenSession,
        r#"
        select user_agent,
               address,
               created_at as began_at,
               last_seen_at,
               expires_at,
               token_hash = $2 as "is_this_one!"
        from session
        where account_id = $1
          and expires_at > now()
        order by token_hash = $2 desc, last_seen_at desc
        limit 100
        "#,
        account_id,
        &here[..],
    )
    .fetch_all(pool)
    .await?;
    Ok(sessions)
}

/// The teams of a person, in the order of joining.
pub async fn teams_of(pool: &PgPool, account_id: i32) -> Result<Vec<TeamOfPerson>> {
    // Index membership_by_account.
    let rows = sqlx::query!(
        "select t.team_id, t.name, m.role
        from membership m
        join team t using (team_id)
        where m.account_id = $1
        order by m.joined_at, t.team_id",
        account_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(TeamOfPerson {
                team_id: row.team_id,
                name: row.name,
                role: Role::from_code(row.role).ok_or_else(|| unreadable("role"))?,
            })
        })
        .collect()
}

/// Turns a session to another team of the same person.
///
/// # Errors
/// [`Error::NotFound`] for a team they are not in.
pub async fn switch_team(pool: &PgPool, hash: &TokenHash, team_id: i32) -> Result<()> {
    let switched = sqlx::query!(
        "update session
        set team_id = m.team_id, last_seen_at = now()
        from membership m
        where session.token_hash = $1
          and m.account_id = session.account_id
          and m.team_id = $2",
        &hash[..],
        team_id,
    )
    .execute(pool)
    .await?
    .rows_affected();
    if switched == 0 {
        return Err(Error::Invalid(
            "you are not a member of that team".to_owned(),
        ));
    }
    Ok(())
}
