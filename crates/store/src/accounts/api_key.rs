//! Keys for programs that work for a team.

use domain::people::ApiKey;
use domain::{KeyRole, Role};
use sqlx::PgPool;

use super::account::clean_name;
use super::powers::hold_admin;
use super::token::{Token, token_hash};
use crate::database::begin;
use crate::row::unreadable;
use crate::{Error, Result, Scope};

/// How many characters of a key are kept so that people can tell it from others: `live_` and 8.
const PREFIX_LENGTH: usize = 13;

/// What a new key is for.
#[derive(Debug, Clone, Copy)]
pub struct NewKey<'a> {
    pub name: &'a str,
    pub role: KeyRole,
    /// Test keys see and make only test tasks.
    pub is_test: bool,
    /// Nobody when an operator made it.
    pub created_by: Option<i32>,
}

/// Makes a key. This is the only time that it can be read.
///
/// # Errors
/// [`Error::Invalid`] where a person makes it who is not an admin of the team.
pub async fn new_api_key(pool: &PgPool, team_id: i32, new: NewKey<'_>) -> Result<Token> {
    let name = clean_name(new.name)?;
    let key = Token::with_prefix(if new.is_test { "test_" } else { "live_" });
    let mut transaction = begin(pool).await?;
    if let Some(account_id) = new.created_by {
        hold_admin(&mut transaction, team_id, account_id).await?;
    }
    sqlx::query!(
        "insert into api_key (team_id, key_hash, prefix, name, role, is_test, created_by)
        values ($1, $2, $3, $4, $5, $6, $7)",
        team_id,
        &key.hash(),
        &key.as_str()[..PREFIX_LENGTH],
        name,
        new.role.as_str(),
        new.is_test,
        new.created_by,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(key)
}

/// The team's keys that work, the newest first.
pub async fn api_keys(pool: &PgPool, team_id: i32) -> Result<Vec<ApiKey>> {
    // Index api_key_by_team.
    let rows = sqlx::query!(
        r#"
        select k.api_key_id,
               k.prefix,
               k.name,
               k.role,
               k.is_test,
               a.name as "created_by?",
               m.role as "maker_role?",
               a.disabled_at is not null as "is_disabled!",
               k.created_at,
               k.last_used_at
        from api_key k
        left join account a on a.account_id = k.created_by
        left join membership m on m.account_id = k.created_by and m.team_id = k.team_id
        where k.team_id = $1
          and k.revoked_at is null
        order by k.api_key_id desc
        limit 1000
        "#,
        team_id,
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let role = row.role.parse().map_err(|_| unreadable("role"))?;
            let has_maker = row.created_by.is_some();
            let works_as = working_role(role, has_maker, row.maker_role, row.is_disabled)?;
            Ok(ApiKey {
                api_key_id: row.api_key_id,
                prefix: row.prefix,
                name: row.name,
                role,
                works_as,
                is_test: row.is_test,
                created_by: row.created_by,
                created_at: row.created_at,
                last_used_at: row.last_used_at,
            })
        })
        .collect()
}

/// What a key may do now: no more than who made it, and nothing while they are disabled or not in the
/// team. Keys that an operator made have no maker.
fn working_role(
    role: KeyRole,
    has_maker: bool,
    maker_role: Option<i16>,
    is_disabled: bool,
) -> Result<Option<KeyRole>> {
    match maker_role {
        _ if !has_maker => Ok(Some(role)),
        Some(code) if !is_disabled => {
            let maker = Role::from_code(code).ok_or_else(|| unreadable("role"))?;
            Ok(Some(role.capped_by(maker)))
        }
        _ => Ok(None),
    }
}

/// Ends a key of the team for good, and the open invites that it made.
pub async fn revoke_api_key(pool: &PgPool, team_id: i32, api_key_id: i32) -> Result<()> {
    let mut transaction = begin(pool).await?;
    let revoked = sqlx::query!(
        "update api_key
        set revoked_at = now()
        where api_key_id = $1
          and team_id = $2
          and revoked_at is null",
        api_key_id,
        team_id,
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    if revoked == 0 {
        return Err(Error::NotFound {
            what: "API key",
            name: api_key_id.to_string(),
        });
    }
    // Index invite_by_key.
    sqlx::query!(
        "update invite
        set revoked_at = now()
        where created_by_key = $1
          and used_at is null
          and revoked_at is null",
        api_key_id,
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// The program that holds a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHolder {
    pub api_key_id: i32,
    /// The key's.
    pub name: String,
    /// What it may do now: no more than who made it.
    pub role: KeyRole,
    /// What it was made for.
    pub granted: KeyRole,
    pub scope: Scope,
}

/// Who holds this key, if it works, and notes that it was used. A key that a person made works while
/// they are in the team and not disabled.
pub async fn key_holder(pool: &PgPool, key: &str) -> Result<Option<KeyHolder>> {
    // The unique index on key_hash; primary keys of `account` and `membership`.
    let Some(row) = sqlx::query!(
        r#"
        select k.api_key_id, k.name, k.role, k.team_id, k.is_test,
               k.created_by is not null as "has_maker!",
               m.role as "maker_role?",
               a.disabled_at is not null as "is_disabled!",
               (
                   k.last_used_at is null
                   or k.last_used_at < now() - interval '1 minute'
               ) as "is_stale!"
        from api_key k
        left join account a on a.account_id = k.created_by
        left join membership m on m.account_id = k.created_by and m.team_id = k.team_id
        where k.key_hash = $1
          and k.revoked_at is null
        "#,
        &token_hash(key),
    )
    .fetch_optional(pool)
    .await?
    else {
        return Ok(None);
    };
    let granted = row.role.parse().map_err(|_| unreadable("role"))?;
    let Some(role) = working_role(granted, row.has_maker, row.maker_role, row.is_disabled)? else {
        return Ok(None);
    };
    if row.is_stale {
        // To the minute: a program that asks all the time writes seldom.
        sqlx::query!(
            "update api_key
            set last_used_at = now()
            where api_key_id = $1
              and (last_used_at is null or last_used_at < now() - interval '1 minute')",
            row.api_key_id,
        )
        .execute(pool)
        .await?;
    }
    Ok(Some(KeyHolder {
        api_key_id: row.api_key_id,
        name: row.name,
        role,
        granted,
        scope: Scope {
            team_id: row.team_id,
            is_test: row.is_test,
        },
    }))
}
