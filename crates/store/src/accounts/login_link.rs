//! Links that log somebody in once, printed by an operator's command.

use sqlx::PgPool;

use super::account::find_account;
use super::session::{LoggedIn, Origin, begin_within};
use super::token::{Token, token_hash};
use crate::Result;
use crate::database::begin;

/// A link's token for the person of this address, good for 24 hours.
pub async fn new_login_link(pool: &PgPool, email: &str) -> Result<Token> {
    let account_id = find_account(pool, email).await?;
    let token = Token::random();
    sqlx::query!(
        "insert into login_link (token_hash, account_id, expires_at)
        values ($1, $2, now() + interval '24 hours')",
        &token.hash(),
        account_id,
    )
    .execute(pool)
    .await?;
    Ok(token)
}

/// Logs in by a link, which is used up; `None` where it was used, is too old, never existed, or the
/// account is disabled. Who follows it has the address that an operator printed it for.
///
/// # Errors
/// [`crate::Error::Invalid`] for who is in no team.
pub async fn log_in_by_link(
    pool: &PgPool,
    token: &str,
    origin: &Origin,
) -> Result<Option<LoggedIn>> {
    let hash = token_hash(token);
    let mut transaction = begin(pool).await?;
    // The account first, as all who change it do: of two who follow the link at once, one waits here.
    // Primary keys of `login_link` and `account`.
    let Some(account_id) = sqlx::query_scalar!(
        "select a.account_id
        from login_link l
        join account a using (account_id)
        where l.token_hash = $1
          and a.disabled_at is null
        for no key update of a",
        &hash,
    )
    .fetch_optional(&mut *transaction)
    .await?
    else {
        return Ok(None);
    };
    let used = sqlx::query!(
        "update login_link
        set used_at = now()
        where token_hash = $1
          and used_at is null
          and expires_at > now()",
        &hash,
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    if used == 0 {
        return Ok(None);
    }
    sqlx::query!(
        "update account
        set email_verified_at = now()
        where account_id = $1
          and email_verified_at is null",
        account_id,
    )
    .execute(&mut *transaction)
    .await?;
    let logged_in = begin_within(&mut transaction, account_id, None, origin).await?;
    transaction.commit().await?;
    Ok(Some(logged_in))
}
