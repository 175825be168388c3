//! Links that log somebody in once, printed by an operator's command.

use sqlx::PgPool;

use super::account::find_account;
use super::token::{Token, token_hash};
use crate::Result;

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

/// The person whom the link lets in, and the link is used up; `None` where it was used, is too old,
/// never existed, or the account is disabled.
pub async fn use_login_link(pool: &PgPool, token: &str) -> Result<Option<i32>> {
    let account_id = sqlx::query_scalar!(
        "update login_link
        set used_at = now()
        from account a
        where login_link.token_hash = $1
          and login_link.used_at is null
          and login_link.expires_at > now()
          and a.account_id = login_link.account_id
          and a.disabled_at is null
        returning login_link.account_id",
        &token_hash(token),
    )
    .fetch_optional(pool)
    .await?;
    Ok(account_id)
}
