//! Login by password.

use sqlx::PgPool;
use tokio::sync::Semaphore;

use super::account::{clean_email, set_password};
use super::device::is_known_device;
use super::guesses::{Guess, forget, note};
use super::password::{Asker, verify_password};
use super::session::{LoggedIn, Origin, begin_if};
use super::token::TokenHash;
use crate::{Error, Result};

/// Logins of strangers under way on this server. At about 50 ms a hash, three at once, the last of so
/// many waits for two seconds.
const MOST_AT_ONCE: usize = 100;
static UNDER_WAY: Semaphore = Semaphore::const_new(MOST_AT_ONCE);

/// When to try again where [`MOST_AT_ONCE`] are under way.
const BUSY_S: u32 = 5;

/// How a login ended.
#[derive(Debug)]
pub enum Attempt {
    LoggedIn(LoggedIn),
    /// Unknown address or wrong password: deliberately the same.
    Wrong,
    /// Right, but an operator disabled the account, or it is in no team.
    Refused(String),
    /// Too many failures; the next attempt is possible after so many seconds.
    TooMany {
        retry_after_s: u32,
    },
    /// Too many others log in just now.
    Busy {
        retry_after_s: u32,
    },
}

/// Logs in by password. Takes as long for an unknown address as for a wrong password; what is no address
/// is wrong at once. Browsers that logged in to the account before (`origin.device`) do not wait for
/// strangers.
pub async fn log_in(
    pool: &PgPool,
    email: &str,
    password: &str,
    origin: &Origin,
) -> Result<Attempt> {
    // Nobody has such an address, and the index of failures could not hold any text.
    let Ok(email) = clean_email(email) else {
        return Ok(Attempt::Wrong);
    };
    let device = match &origin.device {
        Some(device) if is_known_device(pool, &email, device).await? => Some(device),
        _ => None,
    };
    let guess = Guess {
        email: &email,
        address: &origin.address,
        device,
    };
    if device.is_some() {
        return try_password(pool, guess, Asker::Known, password, origin).await;
    }
    let Ok(_under_way) = UNDER_WAY.try_acquire() else {
        return Ok(Attempt::Busy {
            retry_after_s: BUSY_S,
        });
    };
    try_password(pool, guess, Asker::Stranger, password, origin).await
}

async fn try_password(
    pool: &PgPool,
    guess: Guess<'_>,
    asker: Asker,
    password: &str,
    origin: &Origin,
) -> Result<Attempt> {
    if let Some(retry_after_s) = note(pool, guess).await? {
        return Ok(Attempt::TooMany { retry_after_s });
    }
    let found = sqlx::query!(
        r#"select account_id, password_hash, disabled_at is not null as "is_disabled!"
        from account
        where email = $1"#,
        guess.email
    )
    .fetch_optional(pool)
    .await?;
    let hash = found.as_ref().and_then(|row| row.password_hash.clone());
    let fits = verify_password(asker, password, hash).await?;
    let Some(account) = found.filter(|_| fits) else {
        return Ok(Attempt::Wrong);
    };
    forget(pool, guess).await?;
    if account.is_disabled {
        return Ok(Attempt::Refused(
            "this account is disabled; ask who runs this server".to_owned(),
        ));
    }
    let verified = account.password_hash.as_deref();
    match begin_if(pool, account.account_id, verified, origin).await {
        Ok(logged_in) => Ok(Attempt::LoggedIn(logged_in)),
        Err(Error::Invalid(reason)) => Ok(Attempt::Refused(reason)),
        Err(error) => Err(error),
    }
}

/// Sets a new password for who knows the present one, and ends their sessions but this one. Who got
/// in by a link and never had a password needs to know none. Guesses count as failed logins of this
/// session, which may be stolen.
///
/// # Errors
/// [`Error::Invalid`] where the present password is wrong or the new one does not do.
pub async fn change_password(
    pool: &PgPool,
    account_id: i32,
    present: &str,
    new: &str,
    here: &TokenHash,
    from: &str,
) -> Result<()> {
    let account = sqlx::query!(
        "select email, password_hash from account where account_id = $1",
        account_id
    )
    .fetch_one(pool)
    .await?;
    if account.password_hash.is_some() {
        let guess = Guess {
            email: &account.email,
            address: from,
            device: Some(here),
        };
        if let Some(retry_after_s) = note(pool, guess).await? {
            return Err(Error::Invalid(format!(
                "too many wrong passwords; try again in {} minutes",
                retry_after_s.div_ceil(60)
            )));
        }
        if !verify_password(Asker::Known, present, account.password_hash).await? {
            return Err(Error::Invalid(
                "the present password is wrong; type it again".to_owned(),
            ));
        }
        forget(pool, guess).await?;
    }
    set_password(pool, account_id, new, Some(here)).await
}

/// Whether the person has a password, so that changing it asks for the present one.
pub async fn has_password(pool: &PgPool, account_id: i32) -> Result<bool> {
    let has_one = sqlx::query_scalar!(
        r#"select password_hash is not null as "has_one!" from account where account_id = $1"#,
        account_id
    )
    .fetch_one(pool)
    .await?;
    Ok(has_one)
}
