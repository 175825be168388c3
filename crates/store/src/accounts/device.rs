//! Browsers and networks that somebody logged in from before: guesses of strangers do not slow them
//! down.

use sqlx::{PgConnection, PgPool};

use super::token::{Token, TokenHash};
use crate::Result;

/// How many browsers an account remembers; a person has a few, a script that logs in without cookies
/// leaves one behind each time.
const MAX_DEVICES: i64 = 100;

/// Whether somebody logged in to this address's account in this browser before.
pub(super) async fn is_known_device(
    pool: &PgPool,
    email: &str,
    device: &TokenHash,
) -> Result<bool> {
    // Unique index on `email`, then the primary key of `login_device`.
    let is_known = sqlx::query_scalar!(
        r#"
        select exists (
            select
            from account a
            join login_device d using (account_id)
            where a.email = $1
              and d.token_hash = $2
        ) as "is_known!"
        "#,
        email,
        &device[..],
    )
    .fetch_one(pool)
    .await?;
    Ok(is_known)
}

/// Remembers the browser and the network of a login. Returns the browser's token where it has none
/// that we gave it, and the hash of the one that it has now.
pub(super) async fn remember(
    connection: &mut PgConnection,
    account_id: i32,
    presented: Option<&TokenHash>,
    address: &str,
) -> Result<(Option<Token>, TokenHash)> {
    // One browser may know several accounts. The primary key of `login_device`.
    let is_ours = match presented {
        Some(presented) => {
            sqlx::query_scalar!(
                r#"
                select exists (
                    select from login_device where token_hash = $1
                ) as "is_ours!"
                "#,
                &presented[..],
            )
            .fetch_one(&mut *connection)
            .await?
        }
        None => false,
    };
    let (made, hash) = match presented {
        Some(presented) if is_ours => (None, *presented),
        _ => {
            let token = Token::random();
            let hash = token.hash();
            (Some(token), hash)
        }
    };
    sqlx::query!(
        "insert into login_device (token_hash, account_id)
        values ($1, $2)
        on conflict (token_hash, account_id) do update set last_used_at = now()",
        &hash[..],
        account_id,
    )
    .execute(&mut *connection)
    .await?;
    // Index login_device_by_account.
    sqlx::query!(
        "delete from login_device
        where account_id = $1
          and token_hash in (
              select token_hash
              from login_device
              where account_id = $1
              order by last_used_at desc
              offset $2
          )",
        account_id,
        MAX_DEVICES,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into login_network (account_id, address)
        values ($1, $2)
        on conflict (account_id, address) do update set last_used_at = now()",
        account_id,
        address,
    )
    .execute(connection)
    .await?;
    Ok((made, hash))
}

/// Forgets the browsers of an account, but for the one of the session `kept`.
pub(super) async fn forget_devices(
    connection: &mut PgConnection,
    account_id: i32,
    kept: Option<&[u8]>,
) -> Result<()> {
    // Index login_device_by_account; primary key of `session`.
    sqlx::query!(
        "delete from login_device
        where account_id = $1
          and token_hash is distinct from (
              select device_hash from session where token_hash = $2
          )",
        account_id,
        kept,
    )
    .execute(connection)
    .await?;
    Ok(())
}
